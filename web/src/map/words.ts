// What a map says of itself. Its users have the words: the public page in its markup, the desk in
// its Fluent files.
export interface MapWords {
  title: string;
  zoomIn: string;
  zoomOut: string;
  credits: string;
  wheel: string;
  touch: string;
}

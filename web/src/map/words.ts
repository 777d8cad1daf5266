// What a map says of itself. Its users have the words: the public page in its markup, the desk in
// its Fluent files.
export interface CanvasWords {
  title: string;
  zoomIn: string;
  zoomOut: string;
  credits: string;
  wheel: string;
  touch: string;
}

export interface MapWords extends CanvasWords {
  /** Of a photo: the way the camera looked, and how high it was. */
  direction: string;
  height: string;
}

/** Of a photo: when, which way and how high, as far as it says. */
export function aboutPhoto(properties: Record<string, unknown>, words: MapWords): string[] {
  const { taken, direction_deg: direction, height_m: height } = properties;
  const said: string[] = [];
  if (typeof taken === 'string') said.push(taken.replace('T', ' '));
  if (typeof direction === 'number') said.push(`${words.direction} ${Math.round(direction)}°`);
  if (typeof height === 'number') said.push(`${words.height} ${Math.round(height)} m`);
  return said;
}

/** Of something that a mapper drew: title, author, imagery and time, as far as they are told. */
export function about(properties: Record<string, unknown>): string[] {
  const told = ['title', 'author', 'imagery'].map((name) => properties[`musubi:${name}`]);
  const words = told.filter((word): word is string => typeof word === 'string');
  const made = properties['musubi:made_at'];
  if (typeof made !== 'string') return words;
  const { lang } = document.documentElement;
  return [...words, new Date(made).toLocaleString(lang === '' ? undefined : lang)];
}

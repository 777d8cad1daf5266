// Which of the files that somebody chose or dropped become a layer. A drone's folder holds more than
// that; what is not taken is named, and the node has the last word.

const IMAGES = ['tif', 'tiff', 'gtiff', 'btf', 'tf8', 'jpg', 'jpeg', 'png'];
const PACKS = ['mbtiles', 'pmtiles'];

/** For the browser's own window of files. */
export const TAKEN = [
  ...IMAGES,
  ...PACKS,
  'prj',
  'wld',
  'tfw',
  'jgw',
  'pgw',
  'tifw',
  'jpgw',
  'pngw',
]
  .map((ending) => `.${ending}`)
  .join(',');

export interface Sorted {
  taken: File[];
  left: File[];
}

export function sorted(files: File[]): Sorted {
  const images = files.filter(({ name }) => IMAGES.includes(ending(name)));
  const taken = files.filter(
    (file) =>
      images.includes(file) ||
      PACKS.includes(ending(file.name)) ||
      images.some((image) => standsBeside(file.name, image.name)),
  );
  return { taken, left: files.filter((file) => !taken.includes(file)) };
}

/** `photo.tfw`, `photo.tifw`, `photo.wld` and `photo.prj` for `photo.tif`. */
function standsBeside(name: string, image: string): boolean {
  const of = ending(image);
  const short = `${of.slice(0, 1)}${of.slice(-1)}w`;
  return stem(name) === stem(image) && ['prj', 'wld', short, `${of}w`].includes(ending(name));
}

export function stem(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

function ending(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Its images come first: a layer is called like one of them. */
export function titleOf({ taken }: Sorted): string {
  const [first] = taken.filter(({ name }) => [...IMAGES, ...PACKS].includes(ending(name)));
  return first == null ? '' : stem(first.name).slice(0, 120);
}

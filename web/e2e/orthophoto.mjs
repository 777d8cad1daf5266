// An orthophoto made by hand: nobody's ground near Kumamoto, in plane rectangular system II.
import { Buffer } from 'node:buffer';
import { deflateSync } from 'node:zlib';

const PIXEL_M = 0.1;
const [EAST, NORTH] = [-27_000, -22_000];
/** Half the side of a mark. */
const MARK_PX = 12;

/** Marks laid out on the ground, in a colour that nothing else has. Where they lie was computed by PROJ. */
export const CONTROL_POINTS = [
  { pixel: [300, 300], lonLat: [130.712022755, 32.801006413] },
  { pixel: [900, 360], lonLat: [130.712663583, 32.800953778] },
  { pixel: [480, 1020], lonLat: [130.712217043, 32.80035757] },
];

const [SHORT, LONG, DOUBLE] = [3, 4, 12];

/** A GeoTIFF of `side` × `side` pixels in one DEFLATE strip. */
export function orthophoto(side) {
  const strip = deflateSync(pixels(side));
  const shorts = (...all) => Buffer.from(Uint16Array.from(all).buffer);
  const longs = (...all) => Buffer.from(Uint32Array.from(all).buffer);
  const doubles = (...all) => Buffer.from(Float64Array.from(all).buffer);
  const start = 8;
  // Projected, pixel is area, EPSG:6670.
  const keys = shorts(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 6670);
  const fields = [
    [256, LONG, 1, longs(side)],
    [257, LONG, 1, longs(side)],
    [258, SHORT, 3, shorts(8, 8, 8)],
    [259, SHORT, 1, shorts(8)],
    [262, SHORT, 1, shorts(2)],
    [273, LONG, 1, longs(start)],
    [277, SHORT, 1, shorts(3)],
    [278, LONG, 1, longs(side)],
    [279, LONG, 1, longs(strip.length)],
    [33_550, DOUBLE, 3, doubles(PIXEL_M, PIXEL_M, 0)],
    [33_922, DOUBLE, 6, doubles(0, 0, 0, EAST, NORTH, 0)],
    [34_735, SHORT, 16, keys],
  ];
  const directory = start + strip.length + (strip.length % 2);
  let beyond = directory + 2 + fields.length * 12 + 4;
  const entries = [];
  const values = [];
  for (const [tag, kind, number, value] of fields) {
    const isInside = value.length <= 4;
    const last = isInside ? Buffer.concat([value, Buffer.alloc(4 - value.length)]) : longs(beyond);
    entries.push(shorts(tag, kind), longs(number), last);
    if (isInside) continue;
    values.push(value);
    beyond += value.length;
  }
  return Buffer.concat([
    Buffer.from('II*\0', 'latin1'),
    longs(directory),
    strip,
    Buffer.alloc(strip.length % 2),
    shorts(fields.length),
    ...entries,
    longs(0),
    ...values,
  ]);
}

/** Fields and roofs, so that a picture of it looks like ground. */
function pixels(side) {
  const rgb = Buffer.alloc(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const isRoof = (x >> 6) % 3 === 0 && (y >> 6) % 2 === 0;
      const grain = (x * 7 + y * 13) % 24;
      rgb.set(
        isRoof ? [150 + grain, 70, 60] : [90 + grain, 120 + (y >> 5), 70],
        (y * side + x) * 3,
      );
    }
  }
  for (const { pixel } of CONTROL_POINTS) mark(rgb, side, pixel);
  return rgb;
}

/** A square around the corner where four pixels meet. */
function mark(rgb, side, [column, row]) {
  for (let y = row - MARK_PX; y < Math.min(row + MARK_PX, side); y += 1) {
    for (let x = column - MARK_PX; x < Math.min(column + MARK_PX, side); x += 1) {
      rgb.set([235, 0, 235], (y * side + x) * 3);
    }
  }
}

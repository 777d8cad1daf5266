// A city's map in one vector tile: the whole world is water. PMTiles version 3, nothing packed.
import { Buffer } from 'node:buffer';

const SIDE = 4_096;
const [VARINT, BYTES] = [0, 2];
const [POLYGON, VECTOR, PLAIN] = [3, 1, 1];

export function allWater(attribution) {
  const tile = field(3, layer());
  const metadata = Buffer.from(
    JSON.stringify({ attribution, vector_layers: [{ id: 'water', fields: {} }] }),
  );
  // One entry: tile 0, once, so long, at the start.
  const root = Buffer.concat([1, 0, 1, tile.length, 1].map(varint));
  const start = 127;
  const [metadataAt, tilesAt] = [start + root.length, start + root.length + metadata.length];
  const header = Buffer.alloc(start);
  header.write('PMTiles\x03', 'latin1');
  const numbers = [
    ...[start, root.length, metadataAt, metadata.length, tilesAt, 0, tilesAt, tile.length],
    ...[1, 1, 1],
  ];
  numbers.forEach((number, index) => header.writeBigUInt64LE(BigInt(number), 8 + index * 8));
  header.set([1, PLAIN, PLAIN, VECTOR, 0, 0], 96);
  [-180, -85, 180, 85].forEach((degrees, index) =>
    header.writeInt32LE(degrees * 1e7, 102 + index * 4),
  );
  return Buffer.concat([header, root, metadata, tile]);
}

function layer() {
  const zigzag = (number) => (number << 1) ^ (number >> 31);
  const steps = [9, 0, 0, 26, SIDE, 0, 0, SIDE, -SIDE, 0, 15];
  // The commands are whole numbers, what lies between them are steps to either side.
  const coded = steps.map((step, index) => ([0, 3, 10].includes(index) ? step : zigzag(step)));
  const feature = Buffer.concat([number(3, POLYGON), field(4, Buffer.concat(coded.map(varint)))]);
  return Buffer.concat([
    field(1, Buffer.from('water')),
    field(2, feature),
    number(5, SIDE),
    number(15, 2),
  ]);
}

function field(tag, bytes) {
  return Buffer.concat([varint((tag << 3) | BYTES), varint(bytes.length), bytes]);
}

function number(tag, value) {
  return Buffer.concat([varint((tag << 3) | VARINT), varint(value)]);
}

function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Buffer.from([...bytes, rest]);
}

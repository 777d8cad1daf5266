// The map beneath all others where a city brought none of its own: Japan and its neighbours out of
// Natural Earth's countries (npm `world-atlas`), cut to where Japan is, with no more digits than a
// map without roads needs. Made at every build; never committed.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { feature } from 'topojson-client';

const JAPAN = '392';
/** West, south, east, north: from the East China Sea to the last of the Kurils. */
const FRAME = [117, 19, 158, 54];
/** Digits behind the point: ten metres for Japan, a kilometre for those around it. */
const FINE = 4;
const COARSE = 2;

const source = createRequire(import.meta.url).resolve('world-atlas/countries-10m.json');
const target = new URL('../src/map/made/', import.meta.url);

const world = JSON.parse(await readFile(source, 'utf8'));
const { features } = feature(world, world.objects.countries);
const home = rings(features.filter(({ id }) => id === JAPAN)).map((one) => thinned(one, FINE));
const around = rings(features.filter(({ id }) => id !== JAPAN)).map((one) => thinned(one, COARSE));
const text = JSON.stringify({
  type: 'FeatureCollection',
  features: [land(home, 'home'), land(around, 'around')],
});
await mkdir(target, { recursive: true });
await writeFile(new URL('land.json', target), text);

/** Outer rings alone: no lake is so large that a map without roads misses it. */
function rings(countries) {
  return countries
    .flatMap(({ geometry }) =>
      geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
    )
    .map(([outer]) => clipped(outer))
    .filter((ring) => ring.length >= 3);
}

/** What of a ring lies in the frame, one side of it after the other. */
function clipped(ring) {
  const [west, south, east, north] = FRAME;
  const sides = [
    { axis: 0, at: west, inside: (value) => value >= west },
    { axis: 1, at: south, inside: (value) => value >= south },
    { axis: 0, at: east, inside: (value) => value <= east },
    { axis: 1, at: north, inside: (value) => value <= north },
  ];
  return sides.reduce(
    (points, { axis, at, inside }) => {
      const kept = [];
      points.forEach((point, index) => {
        const before = points[(index + points.length - 1) % points.length];
        if (inside(point[axis]) !== inside(before[axis]))
          kept.push(crossing(before, point, axis, at));
        if (inside(point[axis])) kept.push(point);
      });
      return kept;
    },
    ring.slice(0, -1),
  );
}

function crossing(from, to, axis, at) {
  const part = (at - from[axis]) / (to[axis] - from[axis]);
  const other = from[1 - axis] + part * (to[1 - axis] - from[1 - axis]);
  return axis === 0 ? [at, other] : [other, at];
}

/** Rounded; points that then fall on the one before them go, and rings of which nothing is left. */
function thinned(ring, digits) {
  const points = [];
  for (const [longitude, latitude] of ring) {
    const point = [Number(longitude.toFixed(digits)), Number(latitude.toFixed(digits))];
    const last = points.at(-1);
    if (last == null || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  return points.length < 3 ? [] : [...points, points[0]];
}

function land(all, name) {
  const coordinates = all.filter((ring) => ring.length > 0).map((ring) => [ring]);
  return {
    type: 'Feature',
    properties: { land: name },
    geometry: { type: 'MultiPolygon', coordinates },
  };
}

// Photos as points: where each was taken and which way it looks; whoever points at one sees it.
import { Popup } from 'maplibre-gl';
import type { LayerSpecification, Map as Drawn, MapLayerMouseEvent } from 'maplibre-gl';
import { aboutPhoto, type MapWords } from './words';

const COLOR = '#0055ad';
const HALO = '#ffffff';
const ARROW = 'photo-arrow';
const ARROW_PX = 32;
export const PREFIX = 'photos-';

type Tell = (event: MapLayerMouseEvent) => void;

/** Hands back how to take them away again. */
export function addPhotos(map: Drawn, id: string, url: string, words: MapWords): () => void {
  const source = `${PREFIX}${id}`;
  addArrow(map);
  map.addSource(source, { type: 'geojson', data: new URL(url, location.href).href });
  const tell: Tell = (event) => void show(event, words);
  const drawn = layers(source);
  for (const layer of drawn) map.addLayer(layer);
  map.on('click', `${source}-point`, tell);
  return () => {
    map.off('click', `${source}-point`, tell);
    for (const { id: layer } of drawn) map.removeLayer(layer);
    map.removeSource(source);
  };
}

function layers(source: string): LayerSpecification[] {
  return [
    {
      id: `${source}-direction`,
      type: 'symbol',
      source,
      filter: ['has', 'direction_deg'],
      layout: {
        'icon-image': ARROW,
        'icon-rotate': ['get', 'direction_deg'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: `${source}-point`,
      type: 'circle',
      source,
      paint: {
        'circle-color': COLOR,
        'circle-radius': 6,
        'circle-stroke-color': HALO,
        'circle-stroke-width': 2,
      },
    },
  ];
}

/** A wedge that opens northwards from the middle: what the camera sees. */
function addArrow(map: Drawn): void {
  if (map.hasImage(ARROW)) return;
  const canvas = document.createElement('canvas');
  canvas.width = ARROW_PX;
  canvas.height = ARROW_PX;
  const pen = canvas.getContext('2d');
  if (pen == null) return;
  pen.beginPath();
  pen.moveTo(ARROW_PX / 2, ARROW_PX / 2);
  pen.lineTo(ARROW_PX / 4, 0);
  pen.lineTo((ARROW_PX * 3) / 4, 0);
  pen.closePath();
  pen.fillStyle = COLOR;
  pen.globalAlpha = 0.6;
  pen.fill();
  map.addImage(ARROW, pen.getImageData(0, 0, ARROW_PX, ARROW_PX));
}

async function show({ target, lngLat, features }: MapLayerMouseEvent, words: MapWords) {
  const properties = features?.[0]?.properties ?? {};
  const content = document.createElement('div');
  const picture: unknown = properties['thumbnail'];
  const said = aboutPhoto(properties, words);
  if (typeof picture === 'string') {
    const image = document.createElement('img');
    image.src = picture;
    image.alt = said.join(', ');
    image.className = 'map-photo';
    content.append(image);
    // Only now is it known how large it is; words alone are shown of one that does not come.
    await image.decode().catch(() => image.remove());
  }
  for (const line of said) {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    content.append(paragraph);
  }
  const popup = new Popup({ closeButton: false, maxWidth: '240px' });
  popup.setLngLat(lngLat).setDOMContent(content).addTo(target);
  moveInto(target, popup.getElement());
}

/** A small map is moved as far as all of it is seen. */
function moveInto(map: Drawn, shown: HTMLElement): void {
  const [frame, box] = [map.getContainer(), shown].map((it) => it.getBoundingClientRect());
  if (frame == null || box == null) return;
  const beyond = (low: number, high: number, from: number, to: number): number =>
    Math.min(low - from, 0) + Math.max(high - to, 0);
  const x = beyond(box.left, box.right, frame.left, frame.right);
  const y = beyond(box.top, box.bottom, frame.top, frame.bottom);
  if (x !== 0 || y !== 0) map.panBy([x, y], { animate: false });
}

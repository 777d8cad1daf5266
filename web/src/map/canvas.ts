// What every map stands on: MapLibre, the ground beneath and the controls. Heavy, so that whoever uses it
// loads it late and goes on without it. Opening throws where nothing can be drawn (no WebGL).
import {
  AttributionControl,
  Map as Drawn,
  NavigationControl,
  addProtocol,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import { baseStyle, cityMap } from './basemap';
import './map.css';
import type { CanvasWords } from './words';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

export type Bounds = [west: number, south: number, east: number, north: number];

/** Between what is shown and the frame. */
export const PADDING_PX = 24;
/** Japan, from its south-west to its north-east. */
const JAPAN: Bounds = [127, 30, 146, 46];

export async function canvas(element: HTMLElement, words: CanvasWords): Promise<Drawn> {
  const style = baseStyle(await cityMap());
  const map = new Drawn({
    container: element,
    style,
    bounds: JAPAN,
    maxZoom: 22,
    attributionControl: false,
    // A thumb or a wheel that goes down the page goes past the map.
    cooperativeGestures: true,
    dragRotate: false,
    touchPitch: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: {
      'Map.Title': words.title,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
      'AttributionControl.ToggleAttribution': words.credits,
      'CooperativeGesturesHandler.WindowsHelpText': words.wheel,
      'CooperativeGesturesHandler.MacHelpText': words.wheel,
      'CooperativeGesturesHandler.MobileHelpText': words.touch,
    },
  });
  map.keyboard.disableRotation();
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new AttributionControl({ compact: false }));
  tellBusy(map, element);
  // For whoever looks into it from a console, or measures it.
  Object.assign(element, { map });
  // Nobody waits for tiles to come: what they lie in can be shown at once.
  await new Promise((resolve) => void map.once('style.load', resolve));
  return map;
}

/** `aria-busy` as long as something is still coming. */
function tellBusy(map: Drawn, element: HTMLElement): void {
  const say = (busy: boolean): void => element.setAttribute('aria-busy', String(busy));
  say(true);
  map.on('dataloading', () => say(true));
  map.on('movestart', () => say(true));
  map.on('idle', () => say(false));
}

// A vehicle's stops, in the order in which their places were first chosen or then moved.
import { whole } from '../../ui/words';

/** What goes on the vehicle of one request; `quantity` as typed. */
export interface Chosen {
  id: string;
  place: string;
  name: string;
  quantity: string;
}

export interface RoundStop {
  place: string;
  name: string;
  lines: Chosen[];
}

/** A place that is chosen twice is one stop. */
export function stopsOf(chosen: Chosen[]): RoundStop[] {
  const stops: RoundStop[] = [];
  for (const one of chosen) {
    const stop = stops.find(({ place }) => place === one.place);
    if (stop == null) stops.push({ place: one.place, name: one.name, lines: [one] });
    else stop.lines.push(one);
  }
  return stops;
}

/** The stop comes one earlier. */
export function moved(chosen: Chosen[], place: string): Chosen[] {
  const stops = stopsOf(chosen);
  const at = stops.findIndex((stop) => stop.place === place);
  const [before, here] = [stops[at - 1], stops[at]];
  if (before == null || here == null) return chosen;
  stops.splice(at - 1, 2, here, before);
  return stops.flatMap(({ lines }) => lines);
}

/** Something is on it, and of everything how much. */
export function isWholeRound(chosen: Chosen[]): boolean {
  return chosen.length > 0 && chosen.every(({ quantity }) => (whole(quantity) ?? 0) > 0);
}

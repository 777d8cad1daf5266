// Minutes of work as people say them.

/** Whole hours and minutes: `3:05`. */
export function inHours(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

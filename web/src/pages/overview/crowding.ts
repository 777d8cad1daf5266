// 定員 against people. Unknown is not 0: where either number is not known there is no share.

/** How many of 100 places are taken; `undefined`: the people or the capacity are not known. */
export function share(people: number | null | undefined, capacity: number | null | undefined) {
  if (people == null || capacity == null || capacity <= 0) return undefined;
  // Rounded up: one too many is never 100.
  return Math.ceil((people / capacity) * 100);
}

export function isOver(people: number | null | undefined, capacity: number | null | undefined) {
  return people != null && capacity != null && people > capacity;
}

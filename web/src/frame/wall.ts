// A screen on the wall (`?wall`): figures alone, no controls.
//
// Nobody touches it, so stillness does not lock it. In exchange its session is good for nothing else:
// the first page that this browser loads without `?wall` ends it and asks who is there.
export const isWall = new URLSearchParams(location.search).has('wall');

const ON_THE_WALL = 'musubi.on-the-wall';

/** This browser's session is the wall's. */
export function keepForWall(): void {
  localStorage.setItem(ON_THE_WALL, 'yes');
}

/** Whether a session that is found was the wall's and is not to be used here. */
export function wasOnWall(): boolean {
  return !isWall && localStorage.getItem(ON_THE_WALL) != null;
}

export function forgetWall(): void {
  localStorage.removeItem(ON_THE_WALL);
}

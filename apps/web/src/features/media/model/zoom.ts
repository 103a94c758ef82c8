/** How a picture lies in the viewer: enlarged over its fit, and moved from the middle (CSS pixels). */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export const fitted: View = { scale: 1, x: 0, y: 0 };
const largestScale = 8;

/** Enlarges about a point, which is told from the middle of the stage and stays where it is. */
export function zoomAt(view: View, factor: number, point: Point): View {
  const scale = Math.min(largestScale, Math.max(1, view.scale * factor));
  const by = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * by, y: point.y - (point.y - view.y) * by };
}

/** One of two fingers went from one point to another: what lies between them goes along and is drawn apart with them. */
export function pinched(view: View, other: Point, from: Point, to: Point): View {
  const apart = (finger: Point) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
  const was = { x: (from.x + other.x) / 2, y: (from.y + other.y) / 2 };
  const zoomed = zoomAt(view, apart(to) / apart(from), was);
  return { ...zoomed, x: zoomed.x + (to.x - from.x) / 2, y: zoomed.y + (to.y - from.y) / 2 };
}

/** Keeps the picture's edges from leaving the stage. `picture`: as large as it is when it is fitted. */
export function within(view: View, picture: Size, stage: Size): View {
  const slack = (length: number, room: number) => Math.max(0, (length * view.scale - room) / 2);
  const most = { x: slack(picture.width, stage.width), y: slack(picture.height, stage.height) };
  const held = (at: number, limit: number) => Math.min(limit, Math.max(-limit, at));
  return { scale: view.scale, x: held(view.x, most.x), y: held(view.y, most.y) };
}

/** A picture as large as it is where it fits, else as large as fits. */
export function fit(picture: Size, stage: Size): Size {
  const scale = Math.min(1, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** How much of each point is somebody: the opacity of that part of a picture that lies in `box`. */
export interface Mask {
  readonly picture: CanvasImageSource;
  readonly box: Box;
}

/** The largest part of `within`, in its middle, that has the shape of `of`. */
export function boxOf(of: Size, within: Size): Box {
  const scale = Math.min(within.width / of.width, within.height / of.height);
  const [width, height] = [of.width * scale, of.height * scale];
  return { x: (within.width - width) / 2, y: (within.height - height) / 2, width, height };
}

/** Makes one picture of another: people as they are, what is behind them blurred. */
export interface Painter {
  /** The picture that was made; good until the next call. */
  paint(picture: CanvasImageSource, size: Size, mask: Mask, blur: "light" | "strong"): OffscreenCanvas;
}

/** The background is blurred in a picture this many times smaller: the same to look at, for much less work. */
const smaller = 4;
/** Of the longer side of a picture. */
const strength = { light: 0.007, strong: 0.02 } as const;

export function createPainter(): Painter {
  const [whole, back] = [new OffscreenCanvas(1, 1), new OffscreenCanvas(1, 1)];
  const [pen, backPen] = [penOf(whole), penOf(back)];
  return {
    paint(picture, size, mask, blur) {
      const { width, height } = size;
      fit(whole, width, height);
      fit(back, Math.ceil(width / smaller), Math.ceil(height / smaller));
      const radius = Math.max(back.width, back.height) * strength[blur];
      backPen.filter = `blur(${radius}px)`;
      // A little over the edge: nothing but the picture is to be blurred into it.
      const over = Math.ceil(radius * 2);
      backPen.drawImage(picture, -over, -over, back.width + 2 * over, back.height + 2 * over);
      pen.globalCompositeOperation = "copy";
      const { x, y, width: wide, height: high } = mask.box;
      pen.drawImage(mask.picture, x, y, wide, high, 0, 0, width, height);
      pen.globalCompositeOperation = "source-in";
      pen.drawImage(picture, 0, 0, width, height);
      pen.globalCompositeOperation = "destination-over";
      pen.drawImage(back, 0, 0, width, height);
      return whole;
    },
  };
}

function fit(canvas: OffscreenCanvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function penOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  return pen;
}

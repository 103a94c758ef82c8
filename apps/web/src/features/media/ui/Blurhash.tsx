import { decode, isBlurhashValid } from "blurhash";
import { useEffect, useRef } from "react";

/** Enough for something without edges. */
const edge = 24;

/** What stands in a picture's place until it is there. */
export function Blurhash({ hash }: { readonly hash: string | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d") ?? null;
    if (hash === null || context === null || !isBlurhashValid(hash).result) return;
    const pixels = context.createImageData(edge, edge);
    pixels.data.set(decode(hash, edge, edge));
    context.putImageData(pixels, 0, 0);
  }, [hash]);
  if (hash === null) return null;
  return <canvas ref={canvas} width={edge} height={edge} className="absolute inset-0 size-full" />;
}

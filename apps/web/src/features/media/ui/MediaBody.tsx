import { lazy, Suspense } from "react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { MediaPlace } from "./MediaPlace.tsx";

const DrawnMedia = lazy(async () => ({ default: (await import("./DrawnMedia.tsx")).DrawnMedia }));

/** An image, a video, an audio or another file in a message. Its place is there before anything of it is loaded. */
export function MediaBody(props: MediaBodyProps) {
  return (
    <Suspense fallback={<MediaPlace body={props.body} />}>
      <DrawnMedia {...props} />
    </Suspense>
  );
}

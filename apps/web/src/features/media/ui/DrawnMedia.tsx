import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { AudioBody } from "./AudioBody.tsx";
import { FileBody } from "./FileBody.tsx";
import { ImageBody } from "./ImageBody.tsx";
import { VideoBody } from "./VideoBody.tsx";

/** What a media message shows. */
export function DrawnMedia(props: MediaBodyProps) {
  const { body } = props;
  if (body.source === null) return <FileBody {...props} />;
  if (body.media === "image") return <ImageBody {...props} />;
  if (body.media === "video") return <VideoBody {...props} />;
  if (body.media === "audio") return <AudioBody {...props} />;
  return <FileBody {...props} />;
}

import type { ComponentProps } from "react";
import { Avatar } from "../ui/Avatar.tsx";
import { useMediaImage } from "./use-media-image.ts";

/** A face whose picture lies on the homeserver. */
export function MediaAvatar({
  mxc,
  ...rest
}: { readonly mxc: string | null } & Omit<ComponentProps<typeof Avatar>, "src">) {
  const src = useMediaImage(mxc, rest.size ?? 40);
  return <Avatar {...rest} src={src} />;
}

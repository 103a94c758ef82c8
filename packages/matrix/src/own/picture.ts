import type { MatrixClient } from "matrix-js-sdk";
import { matrixError } from "../errors.ts";

const imageTypes: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/webp", "image/gif"]);
const maxImageBytes = 10 * 1024 * 1024;

/** Uploads the picture of a person or room and answers its `mxc://` address; refuses what is none. */
export async function uploadPicture(
  client: MatrixClient,
  image: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string },
): Promise<string> {
  if (!imageTypes.has(image.type) || image.bytes.byteLength > maxImageBytes) {
    throw matrixError("MATRIX_FORBIDDEN", "a picture must be PNG, JPEG, WebP or GIF of at most 10 MiB");
  }
  return (await client.uploadContent(image.bytes, { type: image.type, includeFilename: false })).content_uri;
}

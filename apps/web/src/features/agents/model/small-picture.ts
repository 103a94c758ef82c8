/** Of an agent's picture, in data-address characters: what the server takes, with room to spare. */
const longest = 60_000;
const side = 128;

/** A picture made square and small, as a data address; null where the browser cannot read it. */
export async function smallPicture(file: Blob): Promise<string | null> {
  try {
    const whole = await createImageBitmap(file);
    const edge = Math.min(whole.width, whole.height);
    const canvas = document.createElement("canvas");
    canvas.width = side;
    canvas.height = side;
    const left = (whole.width - edge) / 2;
    const top = (whole.height - edge) / 2;
    // Drawn anew: nothing of where and when it was taken is left.
    canvas.getContext("2d")?.drawImage(whole, left, top, edge, edge, 0, 0, side, side);
    whole.close();
    const found = ["image/webp", "image/png"].map((type) => canvas.toDataURL(type, 0.85));
    return found.find((address) => address.length <= longest) ?? null;
  } catch {
    return null;
  }
}

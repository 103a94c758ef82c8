import type { Clock } from "@parley/kernel";
import type { ObjectUrls } from "./object-urls.ts";

/** The browser reads what it saves after the click; how long is nowhere said. */
const readMs = 60_000;

/**
 * Saves a file under a name that has been made safe. As bytes of no type: whatever it is, the browser shows and runs
 * none of it here.
 */
export function saveFile(file: Blob, name: string, urls: ObjectUrls, clock: Clock): void {
  const held = urls.make(new Blob([file], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = held.url;
  link.download = name;
  link.rel = "noopener";
  document.body.append(link);
  link.click();
  link.remove();
  clock.after(readMs, () => held.free());
}

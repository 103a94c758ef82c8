/** Where a path goes. `none`: not ours to forward, the web server answers. `refused`: 404, whatever it says. */
export type Destination =
  | { readonly to: "none" }
  | { readonly to: "refused" }
  | { readonly to: "homeserver"; readonly path: string }
  | { readonly to: "sfu"; readonly path: string };

/** First segments under `/_matrix` that browsers and foreign clients need. Federation and keys are not among them. */
const matrixParts = new Set(["client", "media", "static"]);
const guarded = new Set(["_matrix", "_synapse", "livekit"]);

/**
 * Decides on the raw request target. What is forwarded starts with exactly the segments of the allow-list, spelt
 * plainly, and holds no dot segment however often it is encoded: two servers that read one path differently are how
 * rules like these are got round.
 */
export function destinationOf(target: string): Destination {
  if (!target.startsWith("/")) return { to: "refused" };
  const end = target.indexOf("?");
  const path = end === -1 ? target : target.slice(0, end);
  const query = end === -1 ? "" : target.slice(end);
  const segments = path.slice(1).split("/");
  const first = segments[0] ?? "";
  if (!guarded.has(first)) return { to: looksGuarded(path) ? "refused" : "none" };
  if (!isCanonical(segments)) return { to: "refused" };
  const second = segments[1] ?? "";
  if (first === "_matrix" && matrixParts.has(second) && segments.length > 2) return { to: "homeserver", path: target };
  // Sign-in pages only: Synapse's administration stands beside them.
  if (first === "_synapse" && second === "client" && segments.length > 2) return { to: "homeserver", path: target };
  // Our own token service.
  if (first === "livekit" && second === "jwt") return { to: "none" };
  if (first === "livekit" && second === "sfu" && segments[2] === "rtc") {
    return { to: "sfu", path: `/${segments.slice(2).join("/")}${query}` };
  }
  return { to: "refused" };
}

function isCanonical(segments: readonly string[]): boolean {
  return segments.every((segment, index) => {
    // The first two decide where the request goes: no escapes in them.
    if (index < 2 && segment.includes("%")) return false;
    if (segment === "") return index === segments.length - 1;
    const plain = decodeFully(segment);
    if (plain === null || plain.includes("\0")) return false;
    return !plain.split(/[/\\]/).some((part) => part === "." || part === "..");
  });
}

/** Decodes until nothing changes; null when that is not possible. */
function decodeFully(text: string): string | null {
  let current = text;
  for (let round = 0; round < 8; round++) {
    let next: string;
    try {
      next = decodeURIComponent(current);
    } catch {
      // A literal per cent sign that was itself encoded (a user's `%`) is fine once it has been decoded at least once.
      return round === 0 ? null : current;
    }
    if (next === current) return current;
    current = next;
  }
  return null;
}

/** Whether a path would reach a guarded one for a reader that decodes, merges slashes or resolves dots. */
function looksGuarded(path: string): boolean {
  const plain = decodeFully(path);
  if (plain === null) return false;
  const parts: string[] = [];
  for (const part of plain.split(/[/\\]+/)) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return guarded.has(parts[0] ?? "");
}

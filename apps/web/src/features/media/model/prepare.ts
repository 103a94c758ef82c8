import { type Clock, systemClock } from "@parley/kernel";
import type { OutgoingMedia } from "@parley/matrix";
import { ascii, headerBytes, imageTypeOf } from "../../../shared/pictures/image-header.ts";
import { stripMetadata } from "../../../shared/pictures/strip-metadata.ts";
import { blankPlaces } from "./blank-place.ts";
import { filmFacts } from "./film-facts.ts";
import { type ObjectUrls, pageUrls } from "./object-urls.ts";
import { createPictureMaker, type MakePicture } from "./picture-maker.ts";
import { playedType } from "./shown-type.ts";
import { stripFilm } from "./strip-film.ts";

/** A picture of more is sent as a file: it would be held in memory whole. */
const largestPicture = 150 * 1024 * 1024;
const mimeForm = /^[\w!#$&^.+-]{1,80}\/[\w!#$&^.+-]{1,80}$/;

/** What preparing stands on. */
export interface PrepareDeps {
  readonly makePicture: MakePicture;
  readonly urls: ObjectUrls;
  readonly clock: Clock;
}

/**
 * Finds out what a file is and makes it ready to be sent: a picture and a film lose what they say about where they were
 * taken. Rejects when the file cannot be read.
 */
export async function prepareWith(deps: PrepareDeps, file: File): Promise<OutgoingMedia> {
  const first = new Uint8Array(await file.slice(0, headerBytes).arrayBuffer());
  const plain: OutgoingMedia = {
    media: "file",
    file,
    name: file.name,
    mimetype: mimeForm.test(file.type) ? file.type.toLowerCase() : "application/octet-stream",
    width: null,
    height: null,
    duration: null,
    blurhash: null,
    thumbnail: null,
  };
  if (file.size <= largestPicture) {
    // Also where its header lies further behind: phones put whole pictures and depths before it.
    if (imageTypeOf(first) !== null) return await picture(deps, plain);
    if (/^(?:II\*\0|MM\0\*)/.test(ascii(first, 0, 4))) return await blanked(plain);
  }
  const played = playedType(file.type);
  if (played === null) return plain;
  return await film(deps, { ...plain, mimetype: played, media: played.startsWith("video/") ? "video" : "audio" });
}

async function picture({ makePicture }: PrepareDeps, plain: OutgoingMedia): Promise<OutgoingMedia> {
  const made = await makePicture(plain.file, false);
  if (made === null) return await blanked(plain);
  return {
    ...plain,
    media: "image",
    file: made.file,
    name: renamed(plain.name, made.mimetype),
    mimetype: made.mimetype,
    width: made.width,
    height: made.height,
    blurhash: made.blurhash,
    thumbnail: made.small,
  };
}

async function film({ makePicture, urls, clock }: PrepareDeps, plain: OutgoingMedia): Promise<OutgoingMedia> {
  if (plain.media !== "video" && plain.media !== "audio") return plain;
  const file = await stripFilm(plain.file);
  const facts = await filmFacts(new Blob([file], { type: plain.mimetype }), plain.media, urls, clock);
  const poster = facts.frame === null ? null : await makePicture(facts.frame, true);
  return {
    ...plain,
    file,
    width: facts.width,
    height: facts.height,
    duration: facts.duration,
    blurhash: poster?.blurhash ?? null,
    thumbnail: poster?.small ?? null,
  };
}

/** What this browser cannot draw goes as a file, all the same without the place. */
async function blanked(plain: OutgoingMedia): Promise<OutgoingMedia> {
  const bytes = new Uint8Array(await plain.file.arrayBuffer());
  const stripped = stripMetadata(bytes);
  if (stripped !== null) return { ...plain, file: stripped };
  return blankPlaces(bytes) ? { ...plain, file: new Blob([bytes], { type: plain.mimetype }) } : plain;
}

/** A picture that had to be drawn anew is of another kind than its name says. */
function renamed(name: string, mimetype: string): string {
  const endings: Readonly<Record<string, RegExp>> = { "image/webp": /\.webp$/i, "image/jpeg": /\.jpe?g$/i };
  const ending = endings[mimetype];
  const was = /\.(?:avif|heic|heif)$/i;
  if (ending === undefined || ending.test(name) || !was.test(name)) return name;
  return name.replace(was, mimetype === "image/webp" ? ".webp" : ".jpg");
}

const deps: PrepareDeps = {
  makePicture: createPictureMaker(
    () => new Worker(new URL("./picture.worker.ts", import.meta.url), { type: "module" }),
    systemClock,
  ),
  urls: pageUrls,
  clock: systemClock,
};

export const prepare = (file: File): Promise<OutgoingMedia> => prepareWith(deps, file);

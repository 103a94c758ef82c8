import type { MatrixClient } from "matrix-js-sdk";
import { cleanName } from "../content/clean.ts";
import type { Rooms } from "../contract/rooms.ts";

const maxPeople = 20;
const isUserId = (text: string): boolean => /^@[^\s:]+:\S+$/u.test(text) && text.length <= 255;

/** The homeserver's directory, and whoever is named by the whole id. Throws what the SDK throws. */
export async function searchPeople(client: MatrixClient, term: string): ReturnType<Rooms["searchPeople"]> {
  const { results } = await client.searchUserDirectory({ term, limit: maxPeople });
  const found = results.slice(0, maxPeople).map((person) => ({
    userId: person.user_id,
    name: cleanName(person.display_name ?? "", person.user_id),
    avatarMxc: person.avatar_url ?? null,
  }));
  const named = term.trim();
  if (!isUserId(named) || found.some(({ userId }) => userId === named)) return found;
  // The directory does not list everyone: whoever is named by the whole id is asked for.
  const profile = await client.getProfileInfo(named).catch(() => null);
  if (profile === null) return found;
  return [
    { userId: named, name: cleanName(profile.displayname ?? "", named), avatarMxc: profile.avatar_url ?? null },
    ...found,
  ];
}

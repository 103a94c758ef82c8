import type { MatrixClient } from "matrix-js-sdk";
import type { People } from "../contract/people.ts";

/**
 * Whether the account is in use on another device while nobody is at this one. The homeserver counts a person's devices
 * as one presence: where this one says that it rests and the person is online all the same, that is another one. On a
 * homeserver without presence, and for who stays unseen, nothing is in use elsewhere.
 */
export function watchUse(client: MatrixClient, userId: string, people: People) {
  let idle = false;
  const watched: People = {
    ...people,
    setIdle(next) {
      idle = next;
      people.setIdle(next);
    },
  };
  const isInUseElsewhere = (): boolean => idle && client.getUser(userId)?.presence === "online";
  return { people: watched, isInUseElsewhere };
}

import type { NewPerson } from "@parley/testkit/people";
import type { Page } from "@playwright/test";

/** The id of the room that a page shows: a channel of a server. */
export const roomIdOf = (page: Page): string => decodeURIComponent(new URL(page.url()).pathname.split("/")[3] ?? "");

const membershipType = "org.matrix.msc3401.call.member";

/** An account at the homeserver, asked past every client. */
export interface Account {
  readonly userId: string;
  request(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Signs in on one more device. */
export async function signInPast(baseUrl: string, { name, password }: NewPerson): Promise<Account> {
  const ask = async (method: string, path: string, body: unknown, token: string | null): Promise<unknown> => {
    const answer = await fetch(`${baseUrl}/_matrix/client/v3${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${method} ${path.replaceAll(/[!$@][^/]*/g, "…")}: ${answer.status}`);
    return await answer.json();
  };
  const login = { type: "m.login.password", identifier: { type: "m.id.user", user: name }, password };
  const { access_token: token, user_id: userId } = Object(await ask("POST", "/login", login, null));
  return { userId: String(userId), request: (method, path, body) => ask(method, path, body, String(token)) };
}

interface Place {
  readonly type: string;
  readonly state_key: string;
  readonly sender: string;
  readonly content: object;
}

/** Whose places the homeserver knows in the call of a room, those of one person as often as they have; by name, in order. */
export async function places(account: Account, roomId: string): Promise<string[]> {
  return (await memberships(account, roomId)).map(({ sender }) => sender.slice(1).split(":")[0] ?? "").sort();
}

/** The events that stand for them. */
export async function memberships(account: Account, roomId: string): Promise<Place[]> {
  const state = await account.request("GET", `/rooms/${encodeURIComponent(roomId)}/state`);
  const events: readonly Place[] = Array.isArray(state) ? state : [];
  return events.filter(({ type, content }) => type === membershipType && Object.keys(content).length > 0);
}

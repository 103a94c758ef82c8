export interface Person {
  readonly name: string;
  readonly password: string;
}

/** What the bench asks of the homeserver past all clients. */
interface Api {
  /** A room with both in it, in which everybody may be in the call. */
  makeRoom(encrypted: boolean): Promise<string>;
  /** A way to LiveKit for the call of a room: address and token. */
  token(person: Person, roomId: string): Promise<readonly [string, string]>;
}

/** The first one makes rooms, the second one is let in. */
export async function createApi(baseUrl: string, people: readonly [Person, Person]): Promise<Api> {
  const devices = new Map<string, { userId: string; deviceId: string; token: string }>();
  const ask = async (path: string, body: object, token?: string): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  };
  const deviceOf = ({ name }: Person) => {
    const device = devices.get(name);
    if (device === undefined) throw new Error(`${name} is not signed in`);
    return device;
  };
  for (const { name, password } of people) {
    const identifier = { type: "m.id.user", user: name };
    const body = { type: "m.login.password", identifier, password };
    const { user_id, device_id, access_token } = await ask("/_matrix/client/v3/login", body);
    devices.set(name, { userId: String(user_id), deviceId: String(device_id), token: String(access_token) });
  }
  return {
    async makeRoom(encrypted) {
      const [owner, guest] = [deviceOf(people[0]), deviceOf(people[1])];
      const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
      const made = await ask(
        "/_matrix/client/v3/createRoom",
        {
          preset: "private_chat",
          invite: [guest.userId],
          initial_state: encrypted ? [encryption] : [],
          power_level_content_override: { events: { "org.matrix.msc3401.call.member": 0 } },
        },
        owner.token,
      );
      const roomId = String(made.room_id);
      await ask(`/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {}, guest.token);
      return roomId;
    },
    async token(person, roomId) {
      const { userId, deviceId, token } = deviceOf(person);
      const path = `/_matrix/client/v3/user/${encodeURIComponent(userId)}/openid/request_token`;
      const proof = await ask(path, {}, token);
      const { url, jwt } = await ask("/livekit/jwt/sfu/get", {
        room: roomId,
        openid_token: proof,
        device_id: deviceId,
      });
      return [String(url), String(jwt)];
    },
  };
}

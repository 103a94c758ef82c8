import type { Clock, Random } from "@parley/kernel";
import type { PasswordSignIn, StoredAccount, TokenSignUp } from "../contract/account.ts";
import type { FetchPort } from "../contract/ports.ts";
import { mapped, matrixError } from "../errors.ts";
import { toBase64 } from "../storage/base64.ts";
import type { Credentials } from "../storage/vault.ts";
import { askHomeserver, RefusedError, textIn } from "./homeserver.ts";

/** A device that has just been signed in. */
export interface FreshDevice {
  readonly account: StoredAccount;
  readonly credentials: Credentials;
}

export interface AuthPorts {
  readonly fetch: FetchPort;
  readonly clock: Clock;
  readonly random: Random;
}

/** Signs in by password (`POST /login`, `m.login.password`) as a new device, asking for a refresh token. */
export async function signInByPassword(ports: AuthPorts, request: PasswordSignIn): Promise<FreshDevice> {
  const answer = await mapped(
    () =>
      askHomeserver(ports.fetch, request.homeserverUrl, {
        method: "POST",
        path: "/_matrix/client/v3/login",
        body: {
          type: "m.login.password",
          identifier: { type: "m.id.user", user: request.user.trim() },
          password: request.password,
          initial_device_display_name: request.deviceName,
          refresh_token: true,
        },
      }),
    // Unknown name and wrong password are one answer, by design of the protocol.
    { M_FORBIDDEN: "MATRIX_WRONG_PASSWORD", M_INVALID_USERNAME: "MATRIX_WRONG_PASSWORD" },
  );
  return freshDevice(ports, request.homeserverUrl, answer);
}

export interface Stages {
  readonly session: string | null;
  readonly completed: readonly string[];
  readonly flows: readonly (readonly string[])[];
}

/**
 * Registers an account by a registration token (user-interactive authentication with `m.login.registration_token` and,
 * where asked for, `m.login.dummy`) and signs it in as a new device.
 */
export async function signUpByToken(ports: AuthPorts, request: TokenSignUp): Promise<FreshDevice> {
  const body = {
    username: request.username.trim(),
    password: request.password,
    initial_device_display_name: request.deviceName,
    refresh_token: true,
  };
  const attempt = (auth: Readonly<Record<string, unknown>> | null) =>
    askHomeserver(ports.fetch, request.homeserverUrl, {
      method: "POST",
      path: "/_matrix/client/v3/register",
      body: auth === null ? body : { ...body, auth },
    });
  return await mapped(
    async () => {
      let auth: Readonly<Record<string, unknown>> | null = null;
      let tried = "";
      // One round to learn the stages, one for each stage; more than that is a homeserver that goes in circles.
      for (let round = 0; round < 4; round++) {
        try {
          return freshDevice(ports, request.homeserverUrl, await attempt(auth));
        } catch (thrown) {
          if (!(thrown instanceof RefusedError) || thrown.httpStatus !== 401) throw thrown;
          const stages = stagesOf(thrown.data);
          if (tried === "m.login.registration_token" && !stages.completed.includes(tried)) {
            throw matrixError("MATRIX_REGISTRATION_TOKEN", "the homeserver does not accept this registration token");
          }
          const stage = nextStage(stages);
          if (stage === null || stages.session === null) {
            throw matrixError("MATRIX_UIA_UNSUPPORTED", "the homeserver asks for more than a token to sign up");
          }
          tried = stage;
          auth =
            stage === "m.login.dummy"
              ? { type: stage, session: stages.session }
              : { type: stage, session: stages.session, token: request.registrationToken };
        }
      }
      throw matrixError("MATRIX_UIA_UNSUPPORTED", "the homeserver does not accept what it asked for");
    },
    { M_FORBIDDEN: "MATRIX_REGISTRATION_CLOSED" },
  );
}

export function stagesOf(data: Readonly<Record<string, unknown>>): Stages {
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
  const flows = Array.isArray(data.flows) ? data.flows : [];
  return {
    session: typeof data.session === "string" ? data.session : null,
    completed: texts(data.completed),
    flows: flows.map((flow: unknown) =>
      typeof flow === "object" && flow !== null && "stages" in flow ? texts(flow.stages) : [],
    ),
  };
}

const known: ReadonlySet<string> = new Set(["m.login.registration_token", "m.login.dummy"]);

function nextStage(stages: Stages): string | null {
  const flow = stages.flows.find((candidate) => candidate.every((stage) => known.has(stage)));
  return flow?.find((stage) => !stages.completed.includes(stage)) ?? null;
}

/** Whether a localpart can be registered (`GET /register/available`). */
export async function usernameState(
  fetch: FetchPort,
  homeserverUrl: string,
  username: string,
): Promise<"ok" | "taken" | "invalid"> {
  try {
    await askHomeserver(fetch, homeserverUrl, {
      method: "GET",
      path: `/_matrix/client/v3/register/available?username=${encodeURIComponent(username)}`,
    });
    return "ok";
  } catch (thrown) {
    if (thrown instanceof RefusedError) {
      if (thrown.errcode === "M_USER_IN_USE" || thrown.errcode === "M_EXCLUSIVE") return "taken";
      if (thrown.errcode === "M_INVALID_USERNAME") return "invalid";
    }
    return await mapped(() => Promise.reject(thrown), { M_FORBIDDEN: "MATRIX_REGISTRATION_CLOSED" });
  }
}

/** The user id of an answer. Throws MATRIX_UNEXPECTED for what cannot be one. */
export function userIdIn(answer: Readonly<Record<string, unknown>>): string {
  const userId = textIn(answer, "user_id");
  if (!/^@[^:\s]*:\S+$/.test(userId) || userId.length > 255) {
    throw matrixError("MATRIX_UNEXPECTED", "the homeserver's answer has no user id");
  }
  return userId;
}

/** The device that a sign-in or sign-up was answered with. */
export function freshDevice(
  ports: AuthPorts,
  homeserverUrl: string,
  answer: Readonly<Record<string, unknown>>,
): FreshDevice {
  const refreshToken = answer.refresh_token;
  const expiresIn = answer.expires_in_ms;
  const userId = userIdIn(answer);
  return {
    account: { userId, deviceId: textIn(answer, "device_id"), homeserverUrl },
    credentials: {
      accessToken: textIn(answer, "access_token"),
      refreshToken: typeof refreshToken === "string" ? refreshToken : null,
      expiresAt: typeof expiresIn === "number" ? ports.clock.now() + expiresIn : null,
      storageKey: toBase64(ports.random.bytes(32)),
    },
  };
}

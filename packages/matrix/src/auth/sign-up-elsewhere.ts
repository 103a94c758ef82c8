import type { SignUpAnswer, SignUpStage } from "../contract/elsewhere.ts";
import { mapped, matrixError } from "../errors.ts";
import { askHomeserver, RefusedError } from "./homeserver.ts";
import { type AuthPorts, type FreshDevice, freshDevice, type Stages, stagesOf } from "./sign-in.ts";
import { policiesOf } from "./terms.ts";

export interface AccountRequest {
  readonly homeserverUrl: string;
  readonly username: string;
  readonly password: string;
  readonly deviceName: string;
}

/** Stages that are known here; those with a page last, as a flow without one is less to do. */
const known: ReadonlySet<string> = new Set([
  "m.login.dummy",
  "m.login.registration_token",
  "m.login.terms",
  "m.login.recaptcha",
]);
const withPage = "m.login.recaptcha";
/** More answers that are not asked for than this is a homeserver that goes in circles. */
const mostRounds = 6;

/**
 * Makes an account by the stages that the homeserver asks for (user-interactive authentication). Each call sends an answer
 * and resolves with the next stage, or with the device. What it says of an answer that it did not take rejects.
 */
export function signUpByStages(ports: AuthPorts, request: AccountRequest) {
  const body = {
    username: request.username.trim(),
    password: request.password,
    initial_device_display_name: request.deviceName,
    refresh_token: true,
  };
  let session: string | null = null;
  const attempt = (auth: Readonly<Record<string, unknown>> | null) =>
    askHomeserver(ports.fetch, request.homeserverUrl, {
      method: "POST",
      path: "/_matrix/client/v3/register",
      body: auth === null ? body : { ...body, auth },
    });
  const authOf = (answer: SignUpAnswer): Readonly<Record<string, unknown>> => {
    if (answer.stage === "page") return { session };
    if (answer.stage === "terms") return { type: "m.login.terms", session };
    return { type: "m.login.registration_token", session, token: answer.token.trim() };
  };

  return (answer: SignUpAnswer | null): Promise<SignUpStage | FreshDevice> =>
    mapped(
      async () => {
        let auth = answer === null || session === null ? null : authOf(answer);
        for (let round = 0; round < mostRounds; round++) {
          try {
            return { ...freshDevice(ports, request.homeserverUrl, await attempt(auth)) };
          } catch (thrown) {
            if (!(thrown instanceof RefusedError) || thrown.httpStatus !== 401) throw thrown;
            const stages = stagesOf(thrown.data);
            session = stages.session;
            refuseAnswer(auth, stages);
            const next = nextStage(stages);
            if (next === "m.login.dummy") auth = { type: next, session };
            else return shown(next, thrown.data, request.homeserverUrl, session ?? "");
          }
        }
        throw matrixError("MATRIX_UIA_UNSUPPORTED", "the homeserver does not accept what it asked for");
      },
      { M_FORBIDDEN: "MATRIX_REGISTRATION_CLOSED" },
    );
}

/** Throws when what was just answered is asked for again. */
function refuseAnswer(auth: Readonly<Record<string, unknown>> | null, { completed }: Stages): void {
  const tried = auth?.type;
  if (typeof tried !== "string" || completed.includes(tried)) return;
  throw tried === "m.login.registration_token"
    ? matrixError("MATRIX_REGISTRATION_TOKEN", "the homeserver does not accept this registration token")
    : matrixError("MATRIX_UIA_UNSUPPORTED", `the homeserver does not accept ${tried}`);
}

function nextStage({ flows, completed, session }: Stages): string {
  const open = flows.filter((flow) => flow.every((stage) => known.has(stage)));
  const flow = open.find((stages) => !stages.includes(withPage)) ?? open[0];
  const next = flow?.find((stage) => !completed.includes(stage));
  if (next !== undefined && session !== null) return next;
  const every = (stage: string): boolean => flows.length > 0 && flows.every((stages) => stages.includes(stage));
  if (every("m.login.msisdn")) throw matrixError("MATRIX_SIGN_UP_PHONE", "the homeserver asks for a phone number");
  if (every("m.login.email.identity")) throw matrixError("MATRIX_SIGN_UP_EMAIL", "the homeserver asks for an e-mail");
  throw matrixError("MATRIX_UIA_UNSUPPORTED", `the homeserver asks for ${flows.flat().join(", ").slice(0, 200)}`);
}

function shown(stage: string, data: Readonly<Record<string, unknown>>, base: string, session: string): SignUpStage {
  if (stage === "m.login.registration_token") return { stage: "token" };
  if (stage === "m.login.terms") {
    const { params } = data;
    const terms = typeof params === "object" && params !== null ? Object.entries(params) : [];
    return { stage: "terms", policies: policiesOf(terms.find(([name]) => name === stage)?.[1]) };
  }
  const path = `/_matrix/client/v3/auth/${stage}/fallback/web`;
  return { stage: "page", url: `${base}${path}?session=${encodeURIComponent(session)}` };
}

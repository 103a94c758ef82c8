import type { SignUpAnswer, SignUpStage } from "../contract/elsewhere.ts";
import { mapped, matrixError } from "../errors.ts";
import { askHomeserver, RefusedError } from "./homeserver.ts";
import { type AuthPorts, type FreshDevice, freshDevice, type Stages, stagesOf } from "./sign-in.ts";
import { createEmailStage, type EmailStage } from "./sign-up-email.ts";
import { policiesOf } from "./terms.ts";

export interface AccountRequest {
  readonly homeserverUrl: string;
  readonly username: string;
  readonly password: string;
  readonly deviceName: string;
  /** A page of ours that a link in an e-mail leads on to. */
  readonly leadsTo: string | null;
}

/** How much a stage is to do. Any other is done on a page of the homeserver (specification 1.18, "Fallback"). */
const efforts: Readonly<Record<string, number>> = {
  "m.login.dummy": 0,
  "m.login.registration_token": 1,
  "m.login.terms": 1,
  "m.login.email.identity": 3,
  "m.login.recaptcha": 10,
};
const onPage = 100;
/** No homeserver has a page for it. */
const phone = "m.login.msisdn";
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
  const email = createEmailStage(ports, request.homeserverUrl, request.leadsTo);
  let session: string | null = null;
  const attempt = (auth: Readonly<Record<string, unknown>> | null) =>
    askHomeserver(ports.fetch, request.homeserverUrl, {
      method: "POST",
      path: "/_matrix/client/v3/register",
      body: auth === null ? body : { ...body, auth },
    });
  const authOf = (answer: SignUpAnswer): Readonly<Record<string, unknown>> => {
    if (answer.stage === "page") return { session };
    if (answer.stage === "email" || answer.stage === "email-opened") return email.proof(session);
    if (answer.stage === "terms") return { type: "m.login.terms", session };
    return { type: "m.login.registration_token", session, token: answer.token.trim() };
  };

  return (answer: SignUpAnswer | null): Promise<SignUpStage | FreshDevice> =>
    mapped(
      async () => {
        if (answer?.stage === "email") {
          await email.send(answer.address);
          return { stage: "email", sentTo: email.sentTo };
        }
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
            else return shown(next, thrown.data, { base: request.homeserverUrl, session: session ?? "", email });
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
  // Nobody has opened the link yet: that is no refusal.
  if (typeof tried !== "string" || tried === "m.login.email.identity" || completed.includes(tried)) return;
  throw tried === "m.login.registration_token"
    ? matrixError("MATRIX_REGISTRATION_TOKEN", "the homeserver does not accept this registration token")
    : matrixError("MATRIX_UIA_UNSUPPORTED", `the homeserver does not accept ${tried}`);
}

function nextStage({ flows, completed, session }: Stages): string {
  const effortOf = (flow: readonly string[]): number =>
    flow.reduce((sum, stage) => sum + (completed.includes(stage) ? 0 : (efforts[stage] ?? onPage)), 0);
  const [flow] = flows
    .filter((stages) => stages.length > 0 && !stages.includes(phone))
    .sort((one, other) => effortOf(one) - effortOf(other));
  const next = flow?.find((stage) => !completed.includes(stage));
  if (next !== undefined && session !== null) return next;
  if (flows.length > 0 && flows.every((stages) => stages.includes(phone))) {
    throw matrixError("MATRIX_SIGN_UP_PHONE", "the homeserver asks for a phone number");
  }
  throw matrixError("MATRIX_UIA_UNSUPPORTED", `the homeserver asks for ${flows.flat().join(", ").slice(0, 200)}`);
}

function shown(
  stage: string,
  data: Readonly<Record<string, unknown>>,
  { base, session, email }: { readonly base: string; readonly session: string; readonly email: EmailStage },
): SignUpStage {
  if (stage === "m.login.email.identity") return { stage: "email", sentTo: email.sentTo };
  if (stage === "m.login.registration_token") return { stage: "token" };
  if (stage === "m.login.terms") {
    const { params } = data;
    const terms = typeof params === "object" && params !== null ? Object.entries(params) : [];
    return { stage: "terms", policies: policiesOf(terms.find(([name]) => name === stage)?.[1]) };
  }
  const path = `/_matrix/client/v3/auth/${encodeURIComponent(stage)}/fallback/web`;
  return { stage: "page", url: `${base}${path}?session=${encodeURIComponent(session)}` };
}

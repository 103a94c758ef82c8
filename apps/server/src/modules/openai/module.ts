import type { StreamPart } from "@parley/agents";
import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import { limits } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";
import type { Face, FaceAnswer, FaceCall } from "../../platform/http/faces.ts";
import type { Names, Runs } from "./asks.ts";
import { faultOf, refuse } from "./faults.ts";
import { askedFor, nameOf } from "./names.ts";
import type { Wire } from "./wire.ts";

/** What the module needs. */
export interface OpenAiDeps {
  readonly runs: Runs;
  readonly names: Names;
  readonly world: { readonly clock: Clock; readonly random: Random };
}

/** Longest run that somebody waits for at an address. */
const runMs = 15 * 60_000;
const readMs = 30_000;
const openMs = 10_000;

/** The addresses of OpenAI's wire: who speaks it talks to agents here, under the same tokens and scopes as everywhere. */
export function createOpenAiModule({ runs, names, world }: OpenAiDeps): { readonly faces: readonly Face[] } {
  const read = { scope: "operator.read", maxBytes: 1024, deadlineMs: readMs, refuse } as const;
  // With pictures; no more than a frame of the socket holds.
  const ask = { scope: "operator.write", maxBytes: limits.frameBytesV4, deadlineMs: runMs, refuse } as const;
  const listed = (principal: Principal) => list(names, principal);

  const answer = async ({ principal, body, signal, idempotencyKey }: FaceCall, wire: Wire): Promise<FaceAnswer> => {
    const id = idempotencyKey ?? createId("run", world.random);
    const { model, stream, question, whole, pieces } = wire.read(body, { id, now: world.clock.now() });
    const asked = askedFor(principal, model);
    const brought = { ...question, bare: asked.agentId === null };
    if (!stream) return whole(await runs.answer(principal, { ...asked, id, brought, watch: () => {}, signal }));
    const opened = hearLater();
    // It opens with the first that comes: what fails before that is refused by status. But nobody waits for it in silence.
    const cancel = world.clock.after(openMs, opened.open);
    const over = runs.answer(principal, { ...asked, id, brought, watch: opened.hear, signal });
    const early = await Promise.race([opened.begun, over]).finally(cancel);
    if (early !== undefined && faultOf(early.end) !== null) return whole(early);
    return {
      async stream(send) {
        const { watch, end } = pieces(send);
        opened.pass(watch);
        end(await over);
      },
    };
  };

  return {
    faces: [
      {
        ...read,
        method: "GET",
        url: "/v1/models",
        answer: async ({ principal }) => ({ status: 200, body: { object: "list", data: await listed(principal) } }),
      },
      {
        ...read,
        method: "GET",
        url: "/v1/models/*",
        async answer({ principal, named }) {
          const found = (await listed(principal)).find(({ id }) => id === named["*"]);
          if (!found) throw new AppError("NOT_FOUND", "There is no such model here.");
          return { status: 200, body: found };
        },
      },
      {
        ...ask,
        method: "POST",
        url: "/v1/chat/completions",
        answer: async (call) => answer(call, (await import("./chat.ts")).chatWire),
      },
      {
        ...ask,
        method: "POST",
        url: "/v1/responses",
        answer: async (call) => answer(call, (await import("./responses.ts")).responsesWire),
      },
    ],
  };
}

/** Keeps what comes until somebody listens, and tells when the first of it is there. */
function hearLater() {
  const { promise: begun, resolve: open } = Promise.withResolvers<undefined>();
  const waiting: StreamPart[] = [];
  let hear = (part: StreamPart): void => {
    waiting.push(part);
  };
  return {
    begun,
    open: () => open(undefined),
    hear(part: StreamPart) {
      if (part.type === "text" || part.type === "reasoning" || part.type === "tool-begin") open(undefined);
      hear(part);
    },
    pass(to: (part: StreamPart) => void) {
      for (const part of waiting.splice(0)) to(part);
      hear = to;
    },
  };
}

/** Agents first; models by themselves for who may ask them. */
async function list(names: Names, principal: Principal) {
  const agents = (await names.agents(principal)).map(({ id }) => ({
    id: nameOf(id),
    object: "model",
    created: 0,
    owned_by: "parley",
  }));
  const bare = (await names.models(principal)).filter(({ id }) => mayAsk(principal, id));
  return [...agents, ...bare.map(({ id, provider }) => ({ id, object: "model", created: 0, owned_by: provider }))];
}

function mayAsk(principal: Principal, name: string): boolean {
  try {
    return askedFor(principal, name).agentId === null;
  } catch {
    return false;
  }
}

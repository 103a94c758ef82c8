import { randomUUID } from "node:crypto";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { WebSocket } from "ws";
import type { Ours } from "./servers.ts";

/** Milliseconds until the first words, each time asked of ours and of the provider itself. */
export interface FirstTokens {
  readonly ours: readonly number[];
  readonly direct: readonly number[];
}

const answerMs = 20_000;

/**
 * In a conversation of its own that holds so many messages already: from the question until the first words are told,
 * and of the same question as it reached the provider, asked there directly. In turn, as often as said.
 */
export async function measureFirstTokens(
  ours: Ours,
  asked: { readonly messages: number; readonly times: number },
): Promise<FirstTokens> {
  const provider = await startFakeProvider();
  provider.always({ parts: [{ type: "text", text: "The tide turns at noon." }] });
  const model = { id: "small", contextTokens: 1_000_000 };
  const named = { id: "bench", kind: "compatible", name: "Bench", baseUrl: `${provider.url}/v1` };
  await ours.parley("call", "providers.put", JSON.stringify({ ...named, apiKey: fakeKey, models: [model] }));
  await ours.parley("call", "models.setDefault", JSON.stringify({ model: "bench/small" }));
  const talk = await openTalk(ours);
  const times = { ours: [] as number[], direct: [] as number[] };
  try {
    // Each question leaves an answer beside it. The first ones warm both sides up.
    for (let n = 0; n < Math.max(4, asked.messages / 2); n += 1) await talk.ask(`When does tide ${n} turn?`);
    for (let n = 0; n < asked.times; n += 1) {
      times.ours.push(await talk.ask(`And after that, tide ${n}?`));
      times.direct.push(await askDirectly(provider));
    }
    return times;
  } finally {
    talk.close();
    await provider.close();
  }
}

/** Connects, and asks one question after the other in one conversation. */
async function openTalk({ url, token }: Ours) {
  const socket = new WebSocket(url);
  const sessionKey = `agent:main:${randomUUID()}`;
  let seen: (frame: { readonly [name: string]: unknown }) => void = () => {};
  socket.on("message", (data) => seen(JSON.parse(String(data))));
  const send = (id: string, method: string, params: object) =>
    socket.send(JSON.stringify({ type: "req", id, method, params }));
  await within("the hello", (resolve, reject) => {
    socket.on("error", reject);
    seen = ({ event, id, ok, error }) => {
      const client = { id: "gateway-client", version: "bench", platform: "linux", mode: "backend" };
      const scopes = ["operator.read", "operator.write"];
      if (event === "connect.challenge") {
        send("hello", "connect", { minProtocol: 4, maxProtocol: 4, client, role: "operator", scopes, auth: { token } });
      }
      if (id === "hello") ok === true ? resolve(0) : reject(new Error(JSON.stringify(error)));
    };
  });
  return {
    /** Milliseconds until the first words; waits until the answer is whole. */
    ask: (message: string) =>
      within("an answer", (resolve, reject) => {
        const begun = performance.now();
        let first = Number.NaN;
        seen = ({ event, payload, id, ok, error }) => {
          if (id === "ask" && ok === false) reject(new Error(JSON.stringify(error)));
          const { state } = event === "chat" && typeof payload === "object" ? { state: "", ...payload } : { state: "" };
          if (state === "delta" && Number.isNaN(first)) first = performance.now() - begun;
          if (state === "final") resolve(first);
          if (state === "error") reject(new Error(JSON.stringify(payload)));
        };
        send("ask", "chat.send", { sessionKey, message, idempotencyKey: randomUUID() });
      }),
    close: () => socket.terminate(),
  };
}

/** What ours sent last, sent again without ours. */
async function askDirectly(provider: FakeProvider): Promise<number> {
  const last = provider.requests.at(-1);
  if (last === undefined) throw new Error("nothing was asked");
  const body = JSON.stringify(last.body);
  const begun = performance.now();
  const answer = await fetch(`${provider.url}${last.path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "authorization": `Bearer ${fakeKey}` },
    body,
    signal: AbortSignal.timeout(answerMs),
  });
  if (!answer.ok || answer.body === null) throw new Error(`the provider answered ${answer.status}`);
  let first = Number.NaN;
  let said = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    said += piece;
    if (Number.isNaN(first) && /"content":"[^"]/.test(said)) first = performance.now() - begun;
  }
  return first;
}

function within(
  what: string,
  work: (resolve: (ms: number) => void, reject: (fault: Error) => void) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${what} did not come within ${answerMs / 1000} s`)), answerMs);
    const settle =
      <Value>(how: (value: Value) => void) =>
      (value: Value) => {
        clearTimeout(late);
        how(value);
      };
    work(settle(resolve), settle(reject));
  });
}

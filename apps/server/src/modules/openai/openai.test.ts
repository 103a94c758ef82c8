import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import OpenAI, { APIError } from "openai";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });
const weather = {
  name: "weather",
  description: "The weather of a place.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const wantsWeather = (city: unknown) => ({
  parts: [
    { type: "text" as const, text: "Let me look." },
    { type: "tool-call" as const, id: "call_1", name: "weather", input: { city } },
  ],
  finish: "tool-calls" as const,
});

/** A program of the owner's with a token, as people use the official package. */
async function program(app: TestApp, scopes: readonly string[] = ["operator.read", "operator.write"]) {
  const owner = await app.person("olga", "owner");
  const me = { token: owner.token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await app.call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await app.call("models.setDefault", { model: "far/small" }, me);
  const base = `http://127.0.0.1:${await app.listen()}`;
  const tokenWith = async (wanted: readonly string[]) =>
    (await app.call("tokens.create", { name: "sdk", scopes: [...wanted] }, me)).body.token;
  const token = await tokenWith(scopes);
  const client = (apiKey = token) => new OpenAI({ apiKey, baseURL: `${base}/v1` });
  const fails = async (work: PromiseLike<unknown>): Promise<APIError> => {
    const thrown: unknown = await Promise.resolve(work).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(thrown instanceof APIError)) throw new Error(`no API error: ${String(thrown)}`);
    return thrown;
  };
  return { me, base, token, tokenWith, client, fails };
}

const hello = { role: "user" as const, content: "Hello" };
const model = "parley:main";

describe("chat completions", () => {
  test("answer whole and in pieces, and each is a run of its agent", () =>
    withTestApp(async (app) => {
      const { client, me } = await program(app);
      far.always({ ...said("Good morning to you."), usage: { input: 12, output: 5 } });
      const whole = await client().chat.completions.create({
        model,
        messages: [{ role: "system", content: "Be kind." }, hello],
        max_completion_tokens: 100,
      });
      expect(whole.choices[0]).toMatchObject({
        finish_reason: "stop",
        message: { role: "assistant", content: "Good morning to you." },
      });
      expect(whole.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 });
      const asked = far.requests[0]?.body ?? {};
      expect(JSON.stringify(asked.system)).toMatch(/You are Assistant.*Be kind\./s);
      expect(asked.max_tokens).toBe(100);

      const stream = await client().chat.completions.create({
        model: "clawdbot:main",
        messages: [hello],
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = "";
      let pieces = 0;
      let total: number | undefined;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        pieces += chunk.choices[0]?.delta.content ? 1 : 0;
        total = chunk.usage?.total_tokens ?? total;
      }
      expect([text, pieces > 1, total]).toEqual(["Good morning to you.", true, 17]);
      const { runs } = (await app.call("runs.list", {}, me)).body;
      expect(runs.map(({ state, agentId }) => [state, agentId])).toEqual([
        ["done", "main"],
        ["done", "main"],
      ]);
      expect((await app.call("sessions.list", {}, me)).body.sessions).toEqual([]);
    }));

  test("hand calls of the program's tools to the program, and run none of them", () =>
    withTestApp(async (app) => {
      const { client } = await program(app);
      far.answer(wantsWeather("Oslo"), said("It rains in Oslo."));
      const tools = [{ type: "function" as const, function: weather }];
      const first = await client().chat.completions.create({ model, messages: [hello], tools });
      const [choice] = first.choices;
      expect(choice).toMatchObject({ finish_reason: "tool_calls", message: { content: "Let me look." } });
      const [call] = choice?.message.tool_calls ?? [];
      expect(call).toMatchObject({ type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } });
      const message = choice?.message;
      if (!message || !call) throw new Error("no call");
      const second = await client().chat.completions.create({
        model,
        messages: [hello, message, { role: "tool", tool_call_id: call.id, content: "rain, 4 °C" }],
        tools,
      });
      expect(second.choices[0]?.message.content).toBe("It rains in Oslo.");
      const sent = JSON.stringify(far.requests[1]?.body.messages);
      expect(sent).toContain("rain, 4 °C");
      expect(sent).toContain("Let me look.");
    }));

  test("stream calls too; one that does not fit its schema is told to the model, not to the program", () =>
    withTestApp(async (app) => {
      const { client } = await program(app);
      far.answer(wantsWeather(7), wantsWeather("Oslo"));
      const runner = client().chat.completions.stream({
        model,
        messages: [hello],
        tools: [{ type: "function", function: weather }],
      });
      const end = await runner.finalChatCompletion();
      const calls = end.choices[0]?.message.tool_calls ?? [];
      expect(calls.map((call) => call.type === "function" && call.function.arguments)).toEqual(['{"city":"Oslo"}']);
      expect(far.requests).toHaveLength(2);
    }));

  test("the same key is answered once: nobody does anything twice", () =>
    withTestApp(async (app) => {
      const { client, fails } = await program(app);
      far.always(said("Done."));
      const once = () =>
        client().chat.completions.create({ model, messages: [hello] }, { headers: { "idempotency-key": 'a:"key"' } });
      expect((await once()).choices[0]?.message.content).toBe("Done.");
      expect((await fails(once())).status).toBe(409);
      expect(far.requests).toHaveLength(1);
    }));

  test("our own tools run here, under the agent's rules, and stay out of the program's sight", () =>
    withTestApp(async (app) => {
      const { client } = await program(app);
      far.answer(
        {
          parts: [
            { type: "text", text: "One moment." },
            { type: "tool-call", id: "c1", name: "current_time", input: {} },
          ],
          finish: "tool-calls",
        },
        said("It is noon."),
      );
      const { choices } = await client().chat.completions.create({ model, messages: [hello] });
      expect(choices[0]).toMatchObject({
        finish_reason: "stop",
        message: { content: "One moment.\n\nIt is noon." },
      });
      expect(choices[0]?.message.tool_calls).toBeUndefined();
    }));

  test("a program that goes ends its run, and the provider's connection with it", () =>
    withTestApp(async (app) => {
      const { client, me } = await program(app);
      far.always({ ...said("Once upon a time there was a king"), fault: { type: "hang", after: 6 } });
      const stream = await client().chat.completions.create({ model, messages: [hello], stream: true });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
      await expect.poll(() => far.requests[0]?.closedAt, { timeout: 8_000 }).toBeGreaterThan(0);
      const state = async () => (await app.call("runs.list", {}, me)).body.runs[0]?.state;
      await expect.poll(state, { timeout: 8_000 }).toBe("cancelled");
    }));
});

describe("responses", () => {
  test("answer whole and in pieces", () =>
    withTestApp(async (app) => {
      const { client } = await program(app);
      far.always({ ...said("Good morning to you."), usage: { input: 12, output: 5 } });
      const whole = await client().responses.create({ model, input: "Hello", instructions: "Be kind." });
      expect([whole.status, whole.output_text, whole.usage?.total_tokens]).toEqual([
        "completed",
        "Good morning to you.",
        17,
      ]);
      const types: string[] = [];
      let last = -1;
      const runner = client().responses.stream({ model, input: [{ role: "user", content: "Hello" }] });
      runner.on("event", (event) => {
        expect(event.sequence_number).toBe(last + 1);
        last = event.sequence_number;
        if (event.type !== "response.output_text.delta") types.push(event.type);
      });
      expect((await runner.finalResponse()).output_text).toBe("Good morning to you.");
      expect(types).toEqual([
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
      ]);
    }));

  test("hand calls to the program and take their answers back", () =>
    withTestApp(async (app) => {
      const { client } = await program(app);
      far.answer(wantsWeather("Oslo"), said("It rains."));
      const tools = [{ type: "function" as const, strict: null, ...weather }];
      const runner = client().responses.stream({ model, input: "Hello", tools });
      const first = await runner.finalResponse();
      const call = first.output.find((item) => item.type === "function_call");
      expect(call).toMatchObject({ name: "weather", arguments: '{"city":"Oslo"}' });
      if (call?.type !== "function_call") throw new Error("no call");
      const second = await client().responses.create({
        model,
        input: [
          { role: "user", content: "Hello" },
          {
            type: "message",
            role: "assistant",
            id: "msg_1",
            status: "completed",
            content: [{ type: "output_text", text: "Let me look.", annotations: [] }],
          },
          call,
          { type: "function_call_output", call_id: call.call_id, output: "rain" },
        ],
        tools,
      });
      expect(second.output_text).toBe("It rains.");
    }));
});

describe("what is refused", () => {
  test("whoever shows nothing, too little, or comes from another page", () =>
    withTestApp(async (app) => {
      const { base, client, fails, token, tokenWith } = await program(app);
      const ask = { model, messages: [hello] };
      const nobody = await fails(client("prl_wrong-wrong-wrong").chat.completions.create(ask));
      expect([nobody.status, nobody.code]).toEqual([401, "invalid_api_key"]);
      const reader = client(await tokenWith(["operator.read"]));
      const refused = await fails(reader.chat.completions.create(ask));
      expect([refused.status, refused.type, refused.message]).toEqual([
        403,
        "permission_error",
        expect.stringContaining("operator.write"),
      ]);
      expect((await reader.models.list()).data.map(({ id }) => id)).toEqual([model]);
      const foreign = await fetch(`${base}/v1/chat/completions`, {
        method: "POST",
        headers: {
          "authorization": `Bearer ${token}`,
          "origin": "https://evil.example",
          "content-type": "application/json",
        },
        body: JSON.stringify(ask),
      });
      expect(foreign.status).toBe(403);
      expect(far.requests).toEqual([]);
    }));

  test("a model by itself takes a scope of its own, and knows nothing of the agent", () =>
    withTestApp(async (app) => {
      const { client, fails, tokenWith } = await program(app);
      far.always(said("Hi."));
      const bare = { model: "far/small", messages: [hello] };
      expect((await fails(client().chat.completions.create(bare))).status).toBe(403);
      const rich = client(await tokenWith(["operator.read", "operator.write", "operator.models"]));
      expect((await rich.chat.completions.create(bare)).choices[0]?.message.content).toBe("Hi.");
      expect(far.requests[0]?.body.tools ?? []).toEqual([]);
      expect(JSON.stringify(far.requests[0]?.body)).not.toContain("You are Assistant");
      expect((await rich.models.list()).data.map(({ id }) => id)).toEqual([model, "far/small"]);
      expect((await rich.models.retrieve("far/small")).owned_by).toBe("far");
    }));

  test("what cannot be done is said with the name of the parameter, and never half done", () =>
    withTestApp(async (app) => {
      const { base, client, fails, token } = await program(app);
      const { completions } = client().chat;
      const faults = await Promise.all([
        fails(completions.create({ model, messages: [hello], n: 2 })),
        fails(completions.create({ model, messages: [hello], response_format: { type: "json_object" } })),
        fails(completions.create({ model, messages: [hello], tool_choice: "required" })),
        fails(completions.create({ model, messages: [] })),
        fails(completions.create({ model, messages: [{ role: "assistant", content: "me" }] })),
        fails(completions.create({ model, messages: [hello], ...{ whatever: 1 } })),
        fails(completions.create({ model: "parley:nobody", messages: [hello] })),
        fails(completions.create({ model: "gpt-4", messages: [hello] })),
        fails(client().responses.create({ model, input: "x", previous_response_id: "resp_1" })),
      ]);
      expect(faults.map(({ status, param, code }) => [status, param, code])).toEqual([
        [400, "n", "unsupported_parameter"],
        [400, "response_format", "unsupported_parameter"],
        [400, "tool_choice", "unsupported_parameter"],
        [400, "messages", "invalid_value"],
        [400, "messages", "invalid_value"],
        [400, "whatever", "unknown_parameter"],
        [404, null, "model_not_found"],
        [404, null, "model_not_found"],
        [400, "previous_response_id", "unsupported_parameter"],
      ]);
      const post = (body: string) =>
        fetch(`${base}/v1/chat/completions`, {
          method: "POST",
          headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
          body,
        }).then(async (answer) => {
          const { error } = (await answer.json()) as { error: { type: string } };
          return [answer.status, error.type];
        });
      expect(await post("{")).toEqual([400, "invalid_request_error"]);
      expect(await post("[".repeat(100_000))).toEqual([400, "invalid_request_error"]);
      expect(await post(JSON.stringify({ model, messages: [{ ...hello, content: "x".repeat(5_000_000) }] }))).toEqual([
        413,
        "invalid_request_error",
      ]);
      expect(far.requests).toEqual([]);
    }));

  test("a provider that refuses is said by status, without its key, and nobody asks again by themselves", () =>
    withTestApp(async (app) => {
      const { client, fails } = await program(app);
      far.always({ fault: { type: "auth" } });
      const whole = await fails(client().chat.completions.create({ model, messages: [hello] }));
      expect([whole.status, whole.code, whole.message.includes(fakeKey)]).toEqual([502, "provider_refused", false]);
      expect(far.requests).toHaveLength(1);
      const streamed = await fails(client().chat.completions.create({ model, messages: [hello], stream: true }));
      expect(streamed.status).toBe(502);
      far.always({ ...said("Once upon a time there was a king"), fault: { type: "cut", after: 6 } });
      const broken = await fails(
        client()
          .chat.completions.stream({ model, messages: [hello] })
          .finalChatCompletion(),
      );
      expect(broken.code).toBe("server_error");
    }));
});

import type { JsonObject } from "@parley/agents";
import { AppError, createId, type Random } from "@parley/kernel";
import { limits } from "@parley/protocol";
import { z } from "zod";
import type { Face, FaceAnswer } from "../../platform/http/faces.ts";
import type { createPrograms } from "./programs.ts";

const callMs = 150_000;

/** Source: gateway protocol v3, HTTP. Made when first asked for. */
const invokeBody = () =>
  z.strictObject({
    tool: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "no tool is called so"),
    /** What some tools take as a field of that name. */
    action: z.string().max(100).optional(),
    args: z.record(z.string(), z.json()).optional(),
    sessionKey: z.string().min(1).max(limits.conversationKeyLength).optional(),
    dryRun: z.boolean().optional(),
  });
let schema: ReturnType<typeof invokeBody> | undefined;

/** `/tools/invoke`: one call of one of our tools, under the agent's policy and the same gate as in a conversation. */
export function createInvokeFace(programs: Pick<ReturnType<typeof createPrograms>, "invoke">, random: Random): Face {
  return {
    method: "POST",
    url: "/tools/invoke",
    scope: "operator.write",
    maxBytes: limits.httpBodyBytes,
    deadlineMs: callMs,
    refuse: (error, status) => failure(status, error.code.toLowerCase(), error.message),
    async answer({ principal, body, idempotencyKey, signal }) {
      schema ??= invokeBody();
      const read = schema.safeParse(body);
      if (!read.success) {
        const [issue] = read.error.issues;
        throw new AppError("BAD_PARAMS", `at /${issue?.path.map(String).join("/")}: ${issue?.message}`);
      }
      const { tool, action, args, sessionKey = "main", dryRun = false } = read.data;
      const input: JsonObject = { ...args, ...(action === undefined ? {} : { action }) };
      const id = idempotencyKey ?? createId("run", random);
      const result = await programs.invoke(principal, { id, sessionKey, call: { name: tool, input }, dryRun, signal });
      if (result === "fits") return { status: 200, body: { ok: true, dryRun: true, result: null } };
      const text = result.parts.map((part) => (part.type === "text" ? part.text : "[a picture]")).join("\n");
      if (result.outcome === "denied") return failure(403, "denied", text);
      if (result.outcome !== "ok") return failure(500, result.outcome === "unknown" ? "unknown" : "tool_error", text);
      const content = result.parts.map((part) =>
        part.type === "text"
          ? { type: "text", text: part.text }
          : { type: "image", mimeType: part.mediaType, data: part.data },
      );
      return { status: 200, body: { ok: true, result: { content } } };
    },
  };
}

function failure(status: number, type: string, message: string): FaceAnswer & { status: number; body: unknown } {
  return { status, body: { ok: false, error: { type, message } } };
}

import { AppError } from "@parley/kernel";
import { limits } from "@parley/protocol";
import type { Face, FaceCall } from "../../platform/http/faces.ts";

const writeMs = 30_000;

/** `PATCH /api/v1/config` with `{ baseHash, patch }`: the same as `config.patch`, for programs that speak HTTP alone. */
export function createPatchFace(
  call: (method: "config.patch", params: unknown, by: FaceCall) => Promise<unknown>,
): Face {
  return {
    method: "PATCH",
    url: "/api/v1/config",
    scope: "operator.admin",
    maxBytes: limits.httpBodyBytes,
    deadlineMs: writeMs,
    refuse: ({ code, message, retryable, details }, status) => ({
      status,
      body: { error: { code, message, retryable, ...(details === undefined ? {} : { details }) } },
    }),
    async answer(by) {
      const { patch, baseHash, ...more } = Object(by.body);
      const [unknown] = Object.keys(more);
      if (unknown !== undefined) throw new AppError("BAD_PARAMS", `There is no ${unknown.slice(0, 64)} in it.`);
      if (patch === undefined) throw new AppError("BAD_PARAMS", "patch: a merge patch (RFC 7396).");
      const params = { raw: JSON.stringify(patch), ...(baseHash === undefined ? {} : { baseHash }) };
      return { status: 200, body: await call("config.patch", params, by) };
    },
  };
}

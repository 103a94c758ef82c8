import { AppError } from "@parley/kernel";
import type { AuthDict, MatrixError } from "matrix-js-sdk";
import { matrixError, toMatrixError } from "../errors.ts";

/**
 * Sends a request that may ask for the password (user-interactive authentication, `m.login.password`): first without,
 * then with it. Rejects with MATRIX_WRONG_PASSWORD, MATRIX_UIA_UNSUPPORTED or what the request was refused with.
 */
export async function withPassword<T>(
  userId: string,
  password: string | null,
  send: (auth: AuthDict | null) => Promise<T>,
): Promise<T> {
  let session: string;
  try {
    return await send(null);
  } catch (thrown) {
    const challenge = challengeOf(thrown);
    if (challenge === null) throw toMatrixError(thrown);
    if (password === null || !challenge.byPassword) {
      throw matrixError("MATRIX_UIA_UNSUPPORTED", "the homeserver asks for authentication that is not at hand", {
        cause: thrown,
      });
    }
    session = challenge.session;
  }
  try {
    return await send({
      type: "m.login.password",
      identifier: { type: "m.id.user", user: userId },
      password,
      session,
    });
  } catch (thrown) {
    if (challengeOf(thrown) !== null) throw matrixError("MATRIX_WRONG_PASSWORD", "the password is wrong");
    const fault = toMatrixError(thrown);
    if (fault.code !== "MATRIX_FORBIDDEN") throw fault;
    throw new AppError("MATRIX_WRONG_PASSWORD", fault.message, { cause: thrown });
  }
}

function challengeOf(thrown: unknown): { session: string; byPassword: boolean } | null {
  if (!(thrown instanceof Error) || !("httpStatus" in thrown) || thrown.httpStatus !== 401) return null;
  const { data } = thrown as MatrixError;
  const session: unknown = data.session;
  const flows: unknown = data.flows;
  if (typeof session !== "string" || !Array.isArray(flows)) return null;
  const byPassword = flows.some((flow: { stages?: unknown }) => {
    const stages = flow.stages;
    return Array.isArray(stages) && stages.length === 1 && stages[0] === "m.login.password";
  });
  return { session, byPassword };
}

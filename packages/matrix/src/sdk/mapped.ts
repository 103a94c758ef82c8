import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";

type Raw = Parameters<ReturnType<MatrixClient["getEventMapper"]>>[0];

/**
 * The SDK's events of what the homeserver answered. Each by a mapper of its own: one that has come by an event that the
 * room knows already no longer tells when those after it are decrypted.
 */
export const mapped = (client: MatrixClient, raw: readonly Raw[]): MatrixEvent[] =>
  raw.map((event) => client.getEventMapper()(event));

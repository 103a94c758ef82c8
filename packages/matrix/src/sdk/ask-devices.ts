import type { MatrixClient } from "matrix-js-sdk";

interface TrackedUser {
  clone(): unknown;
  free(): void;
}

/**
 * Asks the homeserver which devices these people have now, past what the sync has told of them: who signed in a moment
 * ago may not have been named yet, and nothing that is sealed meanwhile is for them. Whose devices are not followed is
 * left out: they are asked about when something is first sealed for them. Rejects as every request does.
 */
export async function askDevices(client: MatrixClient, userIds: ReadonlySet<string>): Promise<void> {
  // As the SDK does for itself, before it hands out the history of a room (`RustCrypto`, 43): it has no word for others.
  const { olmMachine, outgoingRequestProcessor } = Object(client.getCrypto());
  if (olmMachine === undefined) return;
  const tracked: Iterable<TrackedUser> = await olmMachine.trackedUsers();
  const wanted: unknown[] = [];
  for (const user of tracked) {
    if (userIds.has(String(user))) wanted.push(user.clone());
    user.free();
  }
  if (wanted.length > 0) await outgoingRequestProcessor.makeOutgoingRequest(olmMachine.queryKeysForUsers(wanted));
}

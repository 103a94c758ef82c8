import type { Tokens } from "../auth/tokens.ts";
import type { KeptFiles } from "../contract/kept-files.ts";
import { createRunMedia, type RunMedia } from "../media/run-media.ts";
import type { ClientHandle, Conversations } from "../sdk/client-handle.ts";
import { openConversations } from "../timeline/conversations.ts";

/** Timelines, the send queue and the files of one run of the client: messages carry files, files are sent by messages. */
export function openTalk(
  handle: ClientHandle,
  tokens: Tokens,
): Pick<RunMedia, "media" | "files"> & { readonly keptFiles: KeptFiles } & { readonly conversations: Conversations } {
  const { media, files, local, kept } = createRunMedia(handle, tokens, (key) => conversations.progress(key));
  const conversations = openConversations(handle, local, kept);
  return { conversations, media, files, keptFiles: kept };
}

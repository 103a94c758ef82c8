import type { ReadonlySignal } from "@parley/kernel";
import type { Tokens } from "../auth/tokens.ts";
import type { Calls } from "../contract/calls.ts";
import type { KeptFiles } from "../contract/kept-files.ts";
import type { Ringing } from "../contract/ringing.ts";
import type { RoomList } from "../contract/rooms.ts";
import { createRunMedia, type RunMedia } from "../media/run-media.ts";
import { createCalls } from "../rtc/calls.ts";
import { createRinging } from "../rtc/ringing.ts";
import type { ClientHandle, Conversations } from "../sdk/client-handle.ts";
import { openConversations } from "../timeline/conversations.ts";

/** What one run of the client offers of a talk. */
interface Talk extends Pick<RunMedia, "media" | "files"> {
  readonly conversations: Conversations;
  readonly keptFiles: KeptFiles;
  readonly calls: Calls;
  readonly ringing: Ringing;
}

/**
 * Timelines, the send queue, files and calls of one run of the client: messages carry files, files are sent by messages.
 */
export function openTalk(handle: ClientHandle, tokens: Tokens, list: ReadonlySignal<RoomList>): Talk {
  const { media, files, local, kept } = createRunMedia(handle, tokens, (key) => conversations.progress(key));
  const conversations = openConversations(handle, local, kept);
  return { conversations, media, files, keptFiles: kept, ...createRinging(handle, createCalls(handle), list) };
}

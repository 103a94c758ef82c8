import { EventTimeline, type MatrixEvent, Method, type Room } from "matrix-js-sdk";
import type { IContextResponse } from "matrix-js-sdk/lib/@types/requests.js";
import { encodeUri, noUnsafeEventProps } from "matrix-js-sdk/lib/utils.js";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { mapped } from "../sdk/mapped.ts";

/** Events that are asked for around the one: enough to be shown at first, and to meet with what is live. */
const AROUND = 30;

/**
 * Fetches an event and those around it. `ahead`: it is newer than all that is live here; null: there is no such event.
 *
 * The SDK's own way (`getEventTimeline`) takes in whatever comes: an event that the sync has yet to bring would get a
 * timeline of its own, and the sync would pass over it as known. What is newer than the live end is left to the sync.
 */
export async function placeOf(
  { client }: ClientHandle,
  room: Room,
  eventId: string,
): Promise<EventTimeline | "ahead" | null> {
  const set = room.getUnfilteredTimelineSet();
  const path = encodeUri("/rooms/$roomId/context/$eventId", { $roomId: room.roomId, $eventId: eventId });
  const query = { limit: String(AROUND), filter: JSON.stringify({ lazy_load_members: true }) };
  const answer = await client.http.authedRequest<IContextResponse>(Method.Get, path, query);
  // The sync may have brought it meanwhile.
  const known = set.getTimelineForEvent(eventId);
  if (known !== null || answer.event === undefined) return known;
  const safe = (raw: IContextResponse["state"] = []) => mapped(client, raw.filter(noUnsafeEventProps));
  // Newest first: only of the newest the homeserver tells the state.
  const all = [...safe(answer.events_after).reverse(), ...safe([answer.event]), ...safe(answer.events_before)];
  const isLive = (event: MatrixEvent) => set.getTimelineForEvent(event.getId()) === set.getLiveTimeline();
  const [newestLive, oldestLive] = [all.findIndex(isLive), all.findLastIndex(isLive)];
  const at = all.findIndex((event) => event.getId() === eventId);
  if (at < 0) return null;
  if (at < newestLive) return "ahead";
  // Somebody said it who was blocked when the sync came by.
  if (at < oldestLive) return await client.getEventTimeline(set, eventId);
  const events = all.filter((event, index) => index >= oldestLive || isLive(event));
  const standing = set.getTimelineForEvent(events[0]?.getId());
  const timeline = standing ?? set.addTimeline();
  const state = safe(answer.state);
  if (standing !== null) standing.getState(EventTimeline.BACKWARDS)?.setUnknownStateEvents(state);
  else {
    timeline.initialiseState(state);
    timeline.setPaginationToken(answer.end ?? null, EventTimeline.FORWARDS);
  }
  set.addEventsToTimeline(events, true, false, timeline, answer.start);
  client.processAggregatedTimelineEvents(room, events);
  // It may have ended up in a neighbour.
  return set.getTimelineForEvent(eventId) ?? timeline;
}

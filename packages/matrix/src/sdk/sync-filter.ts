import { Filter } from "matrix-js-sdk";

/**
 * What the sync asks for. Members come lazily, those of what is said with it, and again each time: a homeserver that
 * keeps note of what it has sent to this device counts an answer that was lost, or that was made for a request which a
 * reload or a take-over by another tab has given up. A room would come without one's own membership then, and look as
 * if one had left it. Synapse 1.163.2 sees by the next request which answers were lost, and not while both are still to
 * be answered: without the second word `lost-answers.real.test.ts` still fails with it.
 */
export function syncFilter(userId: string): Filter {
  return filterOf(userId, true);
}

/** The same without members that were sent to this device before: for `spareMembers`, which knows when. */
export const spareFilter = JSON.stringify(filterOf("", false).getDefinition());

function filterOf(userId: string, redundant: boolean): Filter {
  const filter = new Filter(userId);
  filter.setDefinition({ room: { state: { lazy_load_members: true, include_redundant_members: redundant } } });
  // As the SDK's own filter has it; homeservers that do not know it pass over it.
  filter.setUnreadThreadNotifications(true);
  return filter;
}

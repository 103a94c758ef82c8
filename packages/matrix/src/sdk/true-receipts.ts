import { Room } from "matrix-js-sdk";

let isTrue = false;

/**
 * From now on whoever joins, takes another name or says no to an invitation has read nothing by that. The SDK makes a
 * receipt up for the sender of every event; of a message it says what is so, of state it does not, and it hides the true
 * one, which stands further back.
 */
export function keepReceiptsTrue(): void {
  if (isTrue) return;
  isTrue = true;
  const add = Room.prototype.addReceipt;
  Room.prototype.addReceipt = function (receipt, synthetic = false) {
    if (synthetic && Object.keys(receipt.getContent()).some((id) => isOwnState(this, id, receipt.getContent()[id]))) {
      return;
    }
    add.call(this, receipt, synthetic);
  };
}

/** Whether it is a state event of the one who is said to have read it. What one reads oneself may be others' state. */
function isOwnState(room: Room, eventId: string, kinds: unknown): boolean {
  const event = room.findEventById(eventId);
  if (event?.isState() !== true) return false;
  return Object.values(Object(kinds)).some((readers) => Object.keys(Object(readers)).includes(event.getSender() ?? ""));
}

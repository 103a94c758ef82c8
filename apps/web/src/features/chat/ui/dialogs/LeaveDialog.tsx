import { type LeaveDialogProps, useRoomSlots } from "../../../../shared/room-slots.ts";

/** Asks before leaving: what people and rooms bring. */
export function LeaveDialog(props: LeaveDialogProps) {
  const slots = useRoomSlots();
  return slots === null ? null : <slots.LeaveDialog {...props} />;
}

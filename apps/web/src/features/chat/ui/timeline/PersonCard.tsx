import { Suspense } from "react";
import { usePanel } from "../../../../shared/panel.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useViewport } from "../../../../shared/viewport.ts";

export const roleNames = {
  creator: "roleCreator",
  admin: "roleAdmin",
  moderator: "roleModerator",
  member: "roleMember",
} as const;

/** Who someone is, and the way to write to them: what people and rooms bring. */
export function PersonCard({
  userId,
  roomId,
}: {
  readonly userId: string;
  /** The room in which they were met. */
  readonly roomId: string;
}) {
  const slots = useRoomSlots();
  const panel = usePanel();
  // On a phone the panel is a place of its own: Back leads to it again.
  const over = useViewport() === "mid";
  if (slots === null) return null;
  return (
    <Suspense fallback={<div className="h-40 w-72 max-w-full" />}>
      <slots.ProfileCard
        userId={userId}
        roomId={roomId}
        onLeave={() => {
          if (over) panel.close();
        }}
      />
    </Suspense>
  );
}

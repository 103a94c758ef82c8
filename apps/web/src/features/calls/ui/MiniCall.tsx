import { lazy, Suspense } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useGoing } from "./current.ts";

const MiniPlayer = lazy(async () => ({ default: (await import("./stage/MiniPlayer.tsx")).MiniPlayer }));

/** The small player; nothing while there is no call, or its own room is shown. */
export function MiniCall({ shownRoomId }: { readonly shownRoomId: string | undefined }) {
  const going = useGoing();
  const { rooms } = useSession();
  const navigation = useNavigation();
  if (going === null || going.roomId === shownRoomId) return null;
  const { roomId } = going;
  const back = () => {
    const spaceId = rooms.details(roomId).peek()?.spaceId ?? null;
    going.view.chat.value = null;
    navigation.go(spaceId === null ? { at: "home", roomId } : { at: "space", spaceId, roomId });
  };
  return (
    <Suspense>
      <MiniPlayer going={going} onBack={back} />
    </Suspense>
  );
}

import { type Place, useNavigation } from "../../../../shared/navigation.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { useCurrentCall, useGoing } from "../current.ts";

/** Leads to a channel's chat, whether or not one is in its call. */
export function useOpenChat(roomId: string, place: Place): () => void {
  const current = useCurrentCall();
  const going = useGoing();
  const navigation = useNavigation();
  const beside = useViewport() === "wide";
  return () => {
    if (going?.roomId === roomId) going.view.chat.value = true;
    // Beside the channel there is room for it anyway.
    else current.reading.value = beside ? null : { roomId, chat: true };
    navigation.go(place);
  };
}

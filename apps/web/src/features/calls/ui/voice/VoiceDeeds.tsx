import type { RoomSummary } from "@parley/matrix";
import { MessageSquareText, Video, Volume2 } from "lucide-react";
import { type Place, useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { useGoing } from "../current.ts";
import { voiceStrings } from "./strings/index.ts";
import { useEnter } from "./use-enter.ts";
import { useOpenChat } from "./use-open-chat.ts";

/** In a voice channel's menu: into its call, or to its chat alone. */
export function VoiceDeeds({ room, place }: { readonly room: RoomSummary; readonly place: Place }) {
  const t = useStrings(voiceStrings);
  const navigation = useNavigation();
  const enter = useEnter(room);
  const inside = useGoing()?.roomId === room.id;
  const openChat = useOpenChat(room.id, place);
  const join = (intent: "audio" | "video") => {
    enter?.(intent);
    navigation.go(place);
  };
  return (
    <>
      {enter !== null && !inside && (
        <>
          <MenuItem icon={<Volume2 className="size-4" />} onSelect={() => join("audio")}>
            {t("join")}
          </MenuItem>
          <MenuItem icon={<Video className="size-4" />} onSelect={() => join("video")}>
            {t("joinVideo")}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<MessageSquareText className="size-4" />} onSelect={openChat}>
        {t("openChat")}
      </MenuItem>
      <MenuSeparator />
    </>
  );
}

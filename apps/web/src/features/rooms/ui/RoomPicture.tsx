import type { RoomDetails } from "@parley/matrix";
import { useSession } from "../../../shared/contexts.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { PictureChoice } from "../../../shared/PictureChoice.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

/** The picture of a room or server. */
export function RoomPicture({ details }: { readonly details: RoomDetails }) {
  const t = useStrings(strings);
  const { upkeep } = useSession();
  return (
    <PictureChoice
      face={<MediaAvatar id={details.id} name={details.name} mxc={details.avatarMxc} kind="server" size={64} />}
      has={details.avatarMxc !== null}
      words={{
        title: t("picture"),
        hint: t("pictureHint"),
        choose: t("choosePicture"),
        remove: t("removePicture"),
        uploading: t("uploading"),
        wrongType: t("pictureType"),
        wrongSize: t("pictureSize"),
      }}
      onPicture={(picture) => upkeep.setPicture(details.id, picture)}
    />
  );
}

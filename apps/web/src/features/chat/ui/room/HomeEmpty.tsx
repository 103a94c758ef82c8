import { Hash, Mail, MessageCircle } from "lucide-react";
import { Suspense, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import type { Place } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTitle } from "../../../../shared/use-title.ts";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { useCalmWait } from "../../../../ui/Skeleton.tsx";
import { chatStrings } from "../../strings/index.ts";
import { CreateChannelDialog, NewDirectDialog } from "../dialogs/lazy.ts";
import { useComing } from "../list/ComingRooms.tsx";
import { TimelineSkeleton } from "../timeline/TimelineSkeleton.tsx";

/** The shape of what comes with the first answer. */
function Coming() {
  return useCalmWait(true) ? <TimelineSkeleton /> : null;
}

/** The content while no room is chosen: what can be done next. */
export function HomeEmpty({ place }: { readonly place: Place }) {
  const t = useStrings(chatStrings);
  const list = useSignal(useSession().rooms.list);
  const slots = useRoomSlots();
  const [open, setOpen] = useState(false);
  const coming = useComing();
  const space = place.at === "space" ? list.spaces.find((other) => other.id === place.spaceId) : undefined;
  useTitle([space?.name ?? t("homeTitle")]);
  if (space !== undefined) {
    const empty = space.categories.every((category) => category.channels.length === 0);
    if (!empty) return <h1 className="sr-only">{space.name}</h1>;
    return (
      <>
        <h1 className="sr-only">{space.name}</h1>
        <EmptyState
          icon={<Hash className="size-5" strokeWidth={1.75} />}
          title={t("noChannels")}
          action={
            space.canManage && (
              <Button look="primary" onClick={() => setOpen(true)}>
                {t("createChannel")}
              </Button>
            )
          }
        >
          {space.canManage ? t("noChannelsCreate") : t("noChannelsWait")}
        </EmptyState>
        <Suspense>
          {open && <CreateChannelDialog space={space} categoryId={null} onClose={() => setOpen(false)} />}
        </Suspense>
      </>
    );
  }
  const any = list.directs.length + list.rooms.length > 0;
  const invited = list.invites.length;
  // Nothing that is said of what is not known yet would be true: the place, or that there is nobody.
  if (coming && (place.at === "space" || (!any && invited === 0))) {
    return (
      <>
        <h1 className="sr-only">{t("homeTitle")}</h1>
        <Coming />
      </>
    );
  }
  if (!any && invited > 0) {
    return (
      <>
        <h1 className="sr-only">{t("homeTitle")}</h1>
        <EmptyState icon={<Mail className="size-5" strokeWidth={1.75} />} title={t("invitedTitle", { n: invited })}>
          {t("invitedHint", { n: invited })}
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <h1 className="sr-only">{t("homeTitle")}</h1>
      <Suspense>{slots !== null && list.spaces.length === 0 && <slots.Awaited />}</Suspense>
      <EmptyState
        icon={<MessageCircle className="size-5" strokeWidth={1.75} />}
        title={any ? t("homeEmptyTitle") : list.spaces.length > 0 ? t("noDirectsYet") : t("noDirects")}
        action={
          <Button look={any ? "secondary" : "primary"} onClick={() => setOpen(true)}>
            {t("newDirect")}
          </Button>
        }
      >
        {any ? t("homeEmptyHint") : t("noDirectsHint")}
      </EmptyState>
      <Suspense>{open && <NewDirectDialog onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

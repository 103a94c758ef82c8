import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Rings } from "../../features/calls/index.ts";
import { CreateChannelDialog, CreateServerDialog, NewDirectDialog } from "../../features/chat/index.ts";
import { AllReadDialog, Attention } from "../../features/notifications/index.ts";
import { ListNews } from "../../features/rooms/index.ts";
import { useSession } from "../../shared/contexts.ts";
import type { Place } from "../../shared/navigation.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useTabCall } from "../calls.ts";
import { inviteDialog } from "../invite-dialog.ts";
import { queueOpen, switcherOpen } from "../switcher-open.ts";
import { roomOf } from "./FrameContent.tsx";
import { fetchSoon, InviteTo, LeaveOpenRoom, Queue, ShortcutsDialog, SignOutDialog, Switcher } from "./lazy.ts";
import type { Openers } from "./use-frame-actions.ts";
import { useFrameShortcuts } from "./use-frame-shortcuts.ts";
import { useRecentRooms } from "./use-recent-rooms.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const close = () => {
  inviteDialog.value = null;
  switcherOpen.value = false;
  queueOpen.value = false;
};

/** The dialogs that belong to no place, and the keys that hold everywhere. */
export function FrameDialogs({ place }: { readonly place: Place }) {
  const [open, setOpen] = useState<keyof Openers | null>(null);
  /** The server that a channel was asked for in: one may be elsewhere by the time it is made. */
  const [channelIn, setChannelIn] = useState<string | null>(null);
  const here = useRef(place);
  useEffect(() => {
    here.current = place;
  });
  const openers = useMemo<Openers>(
    () => ({
      shortcuts: () => setOpen("shortcuts"),
      direct: () => setOpen("direct"),
      server: () => setOpen("server"),
      channel() {
        setChannelIn(here.current.at === "space" ? here.current.spaceId : null);
        setOpen("channel");
      },
      signOut: () => setOpen("signOut"),
      leave: () => setOpen("leave"),
      allRead: () => setOpen("allRead"),
    }),
    [],
  );
  useFrameShortcuts(place, openers.shortcuts);
  const inviteTo = useSignal(inviteDialog);
  const switching = useSignal(switcherOpen);
  const queue = useSignal(queueOpen);
  const { removals, knocks } = useSession();
  const news = useSignal(removals.list).length + useSignal(knocks.askers).length > 0;
  const closeOwn = useCallback(() => setOpen(null), []);
  const calls = useTabCall() !== null;
  const roomId = roomOf(place) ?? null;
  const recent = useRecentRooms(roomId);
  useEffect(() => {
    const callOff = fetchSoon();
    return () => {
      callOff();
      close();
    };
  }, []);
  return (
    <Suspense fallback={null}>
      <Attention roomId={roomId} />
      {calls && <Rings />}
      {news && <ListNews />}
      {open === "shortcuts" && <ShortcutsDialog onClose={closeOwn} isMac={isMac} />}
      {open === "direct" && <NewDirectDialog onClose={closeOwn} />}
      {open === "server" && <CreateServerDialog onClose={closeOwn} />}
      {open === "channel" && channelIn !== null && <CreateChannelIn spaceId={channelIn} onClose={closeOwn} />}
      {open === "signOut" && <SignOutDialog onClose={closeOwn} />}
      {open === "leave" && <LeaveOpenRoom place={place} onClose={closeOwn} />}
      {open === "allRead" && <AllReadDialog onClose={closeOwn} />}
      {inviteTo !== null && <InviteTo space={inviteTo} onClose={close} />}
      {queue && <Queue onClose={close} />}
      {switching && <Switcher onClose={close} recent={recent} place={place} open={openers} />}
    </Suspense>
  );
}

function CreateChannelIn({ spaceId, onClose }: { readonly spaceId: string; readonly onClose: () => void }) {
  const space = useSignal(useSession().rooms.list).spaces.find(({ id }) => id === spaceId);
  return space === undefined ? null : <CreateChannelDialog space={space} categoryId={null} onClose={onClose} />;
}

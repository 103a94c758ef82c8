import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { CatchBoundary, useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { ChatList, ChatRail, HomeEmpty, RoomPanel, RoomView } from "../../features/chat/index.ts";
import type { SettingsEntry } from "../../features/settings/index.ts";
import { useSession } from "../../shared/contexts.ts";
import { hrefOf, type Place, useNavigation } from "../../shared/navigation.ts";
import { PanelContext } from "../../shared/panel.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useViewport } from "../../shared/viewport.ts";
import { Spinner } from "../../ui/Spinner.tsx";
import { ToastProvider } from "../../ui/Toast.tsx";
import { Crash } from "../Crash.tsx";
import { inviteDialog } from "../invite-dialog.ts";
import { placeAbove, placeOf } from "../place.ts";
import { strings } from "../strings/index.ts";
import { useWorld } from "../world-context.ts";
import { Banners } from "./Banners.tsx";
import { Frame } from "./Frame.tsx";
import { MeBar } from "./MeBar.tsx";
import { PhoneBar } from "./PhoneBar.tsx";
import { useDefaultRoom } from "./use-default-room.ts";
import { useFrameShortcuts } from "./use-frame-shortcuts.ts";
import { usePanelState } from "./use-panel-state.ts";
import { useSettingsEntries } from "./use-settings-entries.ts";

const SettingsNav = lazy(() => import("../../features/settings/index.ts").then((m) => ({ default: m.SettingsNav })));
const SettingsPage = lazy(() => import("../../features/settings/index.ts").then((m) => ({ default: m.SettingsPage })));
const StatusPage = lazy(() => import("../../features/status/index.ts").then((m) => ({ default: m.StatusPage })));
const InviteDialog = lazy(() => import("../../features/invites/index.ts").then((m) => ({ default: m.InviteDialog })));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx").then((m) => ({ default: m.ShortcutsDialog })));

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const roomOf = (place: Place) => (place.at === "home" || place.at === "space" ? place.roomId : undefined);

/** Joins the features in the frame: what stands where for the place that the address names. */
export function FrameRoute() {
  const { pathname } = useLocation();
  const world = useWorld();
  const state = useSignal(world.state);
  const live = state.at === "member" && state.live;
  const refusal = useSignal(world.refusal);
  const problem = useSignal(world.problem);
  const viewport = useViewport();
  const navigation = useNavigation();
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  useFrameShortcuts(useCallback(() => setShortcutsOpen(true), []));

  const named = placeOf(pathname) ?? { at: "chats" };
  // A phone's first level does not exist beside a content: there the address / is the home.
  const place: Place = named.at === "chats" && viewport !== "phone" ? { at: "home" } : named;
  const panel = usePanelState(viewport, hrefOf(place));
  useDefaultRoom(place, viewport);
  const more = useSettingsEntries();

  const roomId = roomOf(place);
  const inSettings = place.at === "settings" || place.at === "status";
  const isPhone = viewport === "phone";
  const chosen = roomId !== undefined || place.at === "status" || (place.at === "settings" && place.page !== undefined);
  const onBack = isPhone ? () => navigation.back(placeAbove(place)) : undefined;

  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={400}>
        <ToastProvider>
          <PanelContext value={panel}>
            <Frame
              viewport={viewport}
              level={chosen ? "content" : "list"}
              onClosePanel={panel.close}
              rail={
                <Part name="rail">
                  <ChatRail />
                </Part>
              }
              list={
                <Part name={inSettings ? "settings" : "list"}>
                  {inSettings ? <SettingsNav place={place} more={more} /> : <ChatList place={place} />}
                </Part>
              }
              foot={<MeBar />}
              banners={<Banners refusal={refusal} problem={problem} />}
              content={
                <Part name={hrefOf(place)}>
                  <Content place={place} live={live} onBack={onBack} more={more} />
                </Part>
              }
              panel={
                live && roomId !== undefined && panel.open ? (
                  <Part name={`panel ${roomId}`}>
                    <RoomPanel key={roomId} roomId={roomId} />
                  </Part>
                ) : null
              }
              bar={isPhone && !chosen ? <PhoneBar place={place} /> : null}
            />
            <Dialogs shortcutsOpen={shortcutsOpen} onShortcutsClose={() => setShortcutsOpen(false)} />
          </PanelContext>
        </ToastProvider>
      </Tooltip.Provider>
    </CSPProvider>
  );
}

function Content({
  place,
  live,
  onBack,
  more,
}: {
  readonly place: Place;
  readonly live: boolean;
  readonly more: readonly SettingsEntry[];
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(strings);
  const session = useSession();
  if (place.at === "settings") return <SettingsPage page={place.page} onBack={onBack} more={more} />;
  if (place.at === "status") return <StatusPage onBack={onBack} />;
  const roomId = roomOf(place);
  if (roomId === undefined) return <HomeEmpty place={place} />;
  // Before the SDK runs there are no timelines: an empty surface, then words.
  if (!live) return <SlowWords>{t("starting")}</SlowWords>;
  const spaceId = place.at === "space" ? place.spaceId : null;
  return (
    <RoomView
      key={`${session.account.userId} ${roomId}`}
      roomId={roomId}
      spaceId={spaceId}
      {...(onBack === undefined ? {} : { onBack })}
    />
  );
}

function Dialogs({
  shortcutsOpen,
  onShortcutsClose,
}: {
  readonly shortcutsOpen: boolean;
  readonly onShortcutsClose: () => void;
}) {
  const inviteTo = useSignal(inviteDialog);
  useEffect(
    () => () => {
      inviteDialog.value = null;
    },
    [],
  );
  return (
    <Suspense fallback={null}>
      {shortcutsOpen && <ShortcutsDialog onClose={onShortcutsClose} isMac={isMac} />}
      {inviteTo !== null && (
        <InviteDialog
          space={inviteTo}
          onClose={() => {
            inviteDialog.value = null;
          }}
        />
      )}
    </Suspense>
  );
}

/** Failure and loading stay within a part of the screen. */
function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const t = useStrings(strings);
  return (
    <CatchBoundary getResetKey={() => name} errorComponent={Crash}>
      <Suspense fallback={<SlowWords>{t("loadingPart")}</SlowWords>}>{children}</Suspense>
    </CatchBoundary>
  );
}

function SlowWords({ children }: { readonly children: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <div className="grid min-h-0 flex-1 place-items-center p-6">{shown && <Spinner>{children}</Spinner>}</div>;
}

import type { RoomDetails } from "@parley/matrix";
import { ArrowLeft, MessageCircle, X } from "lucide-react";
import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { type Place, useLink, useNavigation } from "../../../shared/navigation.ts";
import { usePageMemory } from "../../../shared/page-memory.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTitle } from "../../../shared/use-title.ts";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/cx.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { ScrollArea } from "../../../ui/ScrollArea.tsx";
import { useCalmWait } from "../../../ui/Skeleton.tsx";
import { strings } from "../strings/index.ts";
import { Overview } from "./Overview.tsx";

const Members = lazy(() => import("./MembersPage.tsx").then((m) => ({ default: m.MembersPage })));
const Banned = lazy(() => import("./BannedPage.tsx").then((m) => ({ default: m.BannedPage })));
const Channels = lazy(() => import("./ChannelsPage.tsx").then((m) => ({ default: m.ChannelsPage })));

type Page = "overview" | "channels" | "members" | "invitations" | "banned";

/** What a server's invitations bring; `app/` hands it in. */
export type InvitationsOf = ComponentType<{ readonly spaceId: string }>;

function pagesOf(details: RoomDetails, links: boolean): readonly Page[] {
  const bans = details.permissions.ban ? (["banned"] as const) : [];
  const invitations = links && details.permissions.invite ? (["invitations"] as const) : [];
  return details.kind === "space"
    ? ["overview", "channels", "members", ...invitations, ...bans]
    : ["overview", "members", ...bans];
}

/** The settings of a room or server: each page has an address of its own. */
export function ManagePage({
  roomId,
  page,
  onBack,
  invitations: Invitations,
}: {
  readonly roomId: string;
  readonly page: string | undefined;
  readonly onBack: (() => void) | undefined;
  /** Null where accounts are not made by our server. */
  readonly invitations: InvitationsOf | null;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const details = useSignal(session.rooms.details(roomId));
  const { state } = useSignal(session.connection);
  const starting = state === "starting" || state === "catching-up";
  const missing = useCalmWait((details === null || details.membership !== "join") && !starting);
  useTitle([details === null ? t("overview") : t("roomSettings", { room: details.name })]);
  if (details === null || details.membership !== "join") return missing ? <NotHere onBack={onBack} /> : null;
  const pages = pagesOf(details, Invitations !== null);
  const current = pages.find((other) => other === page) ?? "overview";
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-content">
      <Header details={details} onBack={onBack} />
      <Tabs roomId={roomId} name={details.name} pages={pages} current={current} />
      <Suspense>
        {current === "members" ? (
          <Members details={details} />
        ) : (
          <Column key={current}>
            {current === "overview" && <Overview key={roomId} details={details} />}
            {current === "channels" && <Channels spaceId={roomId} />}
            {current === "invitations" && Invitations !== null && <Invitations spaceId={roomId} />}
            {current === "banned" && <Banned roomId={roomId} />}
          </Column>
        )}
      </Suspense>
    </div>
  );
}

function Column({ children }: { readonly children: ReactNode }) {
  return (
    <ScrollArea {...usePageMemory()}>
      <div className="mx-auto w-full max-w-page px-6 py-6 phone:px-4">{children}</div>
    </ScrollArea>
  );
}

/** Where the settings' room is. */
function placeOf(details: RoomDetails): Place {
  if (details.kind === "space") return { at: "space", spaceId: details.id };
  return details.spaceId === null
    ? { at: "home", roomId: details.id }
    : { at: "space", spaceId: details.spaceId, roomId: details.id };
}

function Header({ details, onBack }: { readonly details: RoomDetails; readonly onBack: (() => void) | undefined }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  return (
    <header className="flex h-header shrink-0 items-center gap-3 pr-3 pl-6 phone:gap-2 phone:px-1">
      {onBack !== undefined && (
        <IconButton
          label={t("close")}
          onClick={() => navigation.back(placeOf(details))}
          icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      )}
      <MediaAvatar id={details.id} name={details.name} mxc={details.avatarMxc} kind="server" size={24} />
      <h1 className="min-w-0 flex-1 truncate font-semibold text-15 text-ink">
        <span className="sr-only">{t("roomSettings", { room: details.name })}</span>
        <bdi aria-hidden="true">{details.name}</bdi>
      </h1>
      {onBack === undefined && (
        <IconButton
          label={t("close")}
          onClick={() => navigation.go(placeOf(details))}
          icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      )}
    </header>
  );
}

/** On a phone the tabs are wider than the screen. None may be higher than their row: this would scroll it by the rest. */
const showTab = (tab: HTMLElement | null) => tab?.scrollIntoView?.({ block: "nearest", inline: "nearest" });

function Tabs({
  roomId,
  name,
  pages,
  current,
}: {
  readonly roomId: string;
  readonly name: string;
  readonly pages: readonly Page[];
  readonly current: Page;
}) {
  const t = useStrings(strings);
  const link = useLink();
  return (
    <nav aria-label={t("roomSettings", { room: name })} className="shrink-0 overflow-x-auto border-line border-b">
      <ul className="mx-auto flex w-full max-w-page gap-1 px-4 phone:w-max phone:min-w-full phone:px-2">
        {pages.map((page) => {
          const place = { at: "manage", roomId, ...(page === "overview" ? {} : { page }) } as const;
          return (
            <li key={page}>
              <a
                {...link(place)}
                ref={page === current ? showTab : undefined}
                aria-current={page === current ? "page" : undefined}
                className={cx(
                  "flex h-10 scroll-mx-2 items-center whitespace-nowrap border-b-2 px-2 font-medium text-13 touch:h-11",
                  page === current
                    ? "border-accent text-ink"
                    : "border-transparent text-ink-2 hover:border-line-control hover:text-ink",
                )}
              >
                {t(page)}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function NotHere({ onBack }: { readonly onBack: (() => void) | undefined }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  return (
    <EmptyState
      icon={<MessageCircle className="size-5" strokeWidth={1.75} />}
      title={t("notFound")}
      action={<Button onClick={() => (onBack ?? (() => navigation.go({ at: "chats" })))()}>{t("toChats")}</Button>}
    >
      {t("notFoundHint")}
    </EmptyState>
  );
}

import type { InboxItem } from "@parley/matrix";
import { AtSign, CheckCheck, WifiOff } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { PageFrame } from "../../../shared/PageFrame.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { followedInbox, type PlacedRoom, placedRooms, unreadRooms } from "../model/counts.ts";
import { strings } from "../strings/index.ts";
import { AllReadDialog } from "./AllReadDialog.tsx";
import { InboxRow } from "./InboxRow.tsx";

type Filter = "all" | "unread";

/** What waits for me over all rooms: mentions, answers, keywords. */
export function ActivityPage({
  above,
}: {
  /** What waits for an answer: it comes first. */ readonly above?: ReactNode;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const inbox = useSignal(session.notifications.inbox);
  const list = useSignal(session.rooms.list);
  const connection = useSignal(session.connection).state;
  const offline = connection === "offline";
  const [filter, setFilter] = useState<Filter>("all");
  const [asking, setAsking] = useState(false);
  const placed = useMemo(() => placedRooms(list), [list]);
  const someUnread = useMemo(() => unreadRooms(list) > 0, [list]);
  // A room that was left has nothing that could be read.
  const shown = followedInbox(inbox.items, list).filter(
    ({ roomId, read }) => placed.has(roomId) && (filter === "all" || !read),
  );
  return (
    <PageFrame
      title={t("activity")}
      top
      onBack={undefined}
      actions={
        someUnread && (
          <IconButton
            label={t("allRead")}
            onClick={() => setAsking(true)}
            icon={<CheckCheck aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )
      }
    >
      {above}
      {offline && inbox.items.length > 0 && <p className="mb-4 text-13 text-ink-2">{t("offline")}</p>}
      {inbox.state === "failed" && connection === "online" && (
        <div className="mb-4">
          <Banner
            shape="card"
            actions={<BannerAction onClick={() => session.notifications.reloadInbox()}>{t("retry")}</BannerAction>}
          >
            {t("partly")}
          </Banner>
        </div>
      )}
      {connection === "elsewhere" ? (
        <EmptyState icon={<AtSign className="size-5" strokeWidth={1.75} />} title={t("activity")}>
          {t("elsewhere")}
        </EmptyState>
      ) : (
        <>
          {inbox.items.length > 0 && (
            <div className="mb-3">
              <RadioGroup<Filter>
                shape="segments"
                label={t("show")}
                hideLabel
                value={filter}
                onChange={setFilter}
                options={[
                  { value: "all", label: t("everything") },
                  { value: "unread", label: t("unreadOnly") },
                ]}
              />
            </div>
          )}
          <Waiting waiting={inbox.state === "loading" && inbox.items.length === 0 && !offline} shape={<Shape />}>
            {shown.length === 0 ? (
              <Nothing filtered={inbox.items.length > 0} offline={offline} />
            ) : (
              <Items items={shown} placed={placed} />
            )}
          </Waiting>
        </>
      )}
      {asking && <AllReadDialog onClose={() => setAsking(false)} />}
    </PageFrame>
  );
}

function Items({
  items,
  placed,
}: {
  readonly items: readonly InboxItem[];
  readonly placed: ReadonlyMap<string, PlacedRoom>;
}) {
  const t = useStrings(strings);
  return (
    <ul aria-label={t("listLabel")} className="-mx-3 flex flex-col gap-0.5">
      {items.map((item) => {
        const place = placed.get(item.roomId);
        return place && <InboxRow key={item.eventId} item={item} {...place} />;
      })}
    </ul>
  );
}

function Nothing({ filtered, offline }: { readonly filtered: boolean; readonly offline: boolean }) {
  const t = useStrings(strings);
  if (offline && !filtered) {
    return (
      <EmptyState icon={<WifiOff className="size-5" strokeWidth={1.75} />} title={t("offlineEmpty")}>
        {t("offline")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<AtSign className="size-5" strokeWidth={1.75} />} title={t(filtered ? "noneUnread" : "empty")}>
      {t(filtered ? "noneUnreadHint" : "emptyHint")}
    </EmptyState>
  );
}

function Shape() {
  return (
    <div className="grid gap-3">
      {["one", "two", "three"].map((row) => (
        <Skeleton key={row} className="h-16 w-full" />
      ))}
    </div>
  );
}

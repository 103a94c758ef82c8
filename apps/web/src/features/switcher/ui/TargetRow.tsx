import type { LucideIcon } from "lucide-react";
import { memo } from "react";
import { channelIcon } from "../../../shared/channel-sign.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import type { Range } from "../../../shared/name-search.ts";
import { printedKeys } from "../../../shared/shortcuts.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { cx } from "../../../ui/cx.ts";
import { Kbd } from "../../../ui/Kbd.tsx";
import type { Target } from "../model/targets.ts";
import { strings } from "../strings/index.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Of many lines few change with a key: the others are left alone. */
const isSame = (before: RowProps, after: RowProps): boolean =>
  before.id === after.id &&
  before.target === after.target &&
  before.active === after.active &&
  before.ranges.flat().join() === after.ranges.flat().join();

interface RowProps {
  readonly id: string;
  readonly index: number;
  readonly target: Target;
  readonly ranges: readonly Range[];
  readonly active: boolean;
  /** These two stay the same ones. */
  readonly onPick: (target: Target) => void;
  readonly onPoint: (index: number) => void;
}

/** One thing to go to: its sign, its name with what was typed marked in it, and what it is. */
export const TargetRow = memo(function TargetRow({ id, index, target, ranges, active, onPick, onPoint }: RowProps) {
  const t = useStrings(strings);
  const room = target.kind === "room" ? target.room : null;
  const waiting =
    room === null ? 0 : Math.max(room.mentions, room.kind === "direct" && !room.muted ? room.unreadCount : 0);
  const detail = detailOf(target, t);
  const unread = room?.unread === true;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above keeps the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: an option of a combobox is pointed at, not focused
    <div
      id={id}
      role="option"
      aria-selected={active}
      onPointerDown={(event) => event.preventDefault()}
      onPointerMove={() => onPoint(index)}
      onClick={() => onPick(target)}
      className={cx(
        "flex h-10 cursor-default items-center gap-3 rounded-control px-2 text-14 touch:h-12",
        active ? "bg-selected text-ink forced:outline" : "text-ink",
      )}
    >
      <Sign target={target} />
      <bdi className={cx("min-w-0 truncate", (unread || waiting > 0) && "font-semibold")}>
        <Marked
          text={target.kind === "person" ? t("person", { name: target.name }) : target.name}
          ranges={target.kind === "person" ? [] : ranges}
        />
      </bdi>
      {/* Two of one long name are told apart by it. */}
      <span className={cx("min-w-0 truncate text-12 text-ink-2", detail === "" ? "flex-1" : "shrink-0 grow basis-1/3")}>
        <bdi>{detail}</bdi>
      </span>
      {waiting > 0 ? (
        <Badge count={waiting} label={t("mentions", { n: waiting })} />
      ) : (
        unread && (
          <span className="size-2 shrink-0 rounded-full bg-ink forced:bg-canvas-text">
            <span className="sr-only">{t("unread")}</span>
          </span>
        )
      )}
      {target.kind === "action" && target.action.keys !== undefined && <Keys keys={target.action.keys} />}
    </div>
  );
}, isSame);

function detailOf(target: Target, t: ReturnType<typeof useStrings<typeof strings.en>>): string {
  switch (target.kind) {
    case "room":
      if (target.space !== null) return t("inServer", { name: target.space.name });
      return target.room.kind === "direct" ? t("direct") : t("room");
    case "space":
      return t("server");
    case "page":
      return t("setting");
    case "action":
      return "";
    case "person":
      return [target.blocked ? t("blocked") : null, target.person.userId].filter(Boolean).join(" · ");
  }
}

function Keys({ keys }: { readonly keys: string }) {
  // A phone has no keyboard to speak of.
  return (
    <span className="phone:hidden">
      <Kbd keys={printedKeys(keys, isMac)} />
    </span>
  );
}

function Sign({ target }: { readonly target: Target }) {
  switch (target.kind) {
    case "room": {
      const { room } = target;
      if ((room.kind === "channel" || room.voice) && room.avatarMxc === null) return <Glyph Icon={channelIcon(room)} />;
      return (
        <MediaAvatar
          id={room.directUserId ?? room.id}
          name={room.name}
          mxc={room.avatarMxc}
          kind={room.kind === "direct" ? "person" : "server"}
          size={24}
        />
      );
    }
    case "space":
      return (
        <MediaAvatar id={target.space.id} name={target.name} mxc={target.space.avatarMxc} kind="server" size={24} />
      );
    case "person":
      return <MediaAvatar id={target.person.userId} name={target.name} mxc={target.person.avatarMxc} size={24} />;
    case "page":
      return <Glyph Icon={target.page.icon} />;
    case "action":
      return <Glyph Icon={target.action.icon} />;
  }
}

function Glyph({ Icon }: { readonly Icon: LucideIcon }) {
  return (
    <span aria-hidden="true" className="grid size-6 shrink-0 place-items-center text-ink-2">
      <Icon className="size-5" strokeWidth={1.75} />
    </span>
  );
}

function Marked({ text, ranges }: { readonly text: string; readonly ranges: readonly Range[] }) {
  if (ranges.length === 0) return text;
  let at = 0;
  const pieces = ranges.flatMap(([from, to]) => {
    const before = text.slice(at, from);
    at = to;
    return [
      before,
      // The system's ink for marks is meant for a ground of its own, which this one does not have.
      <mark key={from} className="bg-transparent font-semibold text-accent forced:text-canvas-text forced:underline">
        {text.slice(from, to)}
      </mark>,
    ];
  });
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}

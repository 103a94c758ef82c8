import type { Pins, RoomSummary, SpaceSummary } from "@parley/matrix";
import { ArrowLeft, Ellipsis, Pin, Users } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { useCallSlots } from "../../../../shared/call-slots.ts";
import { channelIcon, isPrivate } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { usePanel } from "../../../../shared/panel.ts";
import { useRoomMenuItems } from "../../../../shared/room-menu.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useNarrow, useViewport } from "../../../../shared/viewport.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { chatStrings } from "../../strings/index.ts";
import { RoomDeeds } from "../list/RoomDeeds.tsx";
import { type RoomDeed, RoomQuestion } from "../list/RoomQuestion.tsx";
import { RoomSign } from "../list/RoomRow.tsx";
import { EncryptionSign } from "./EncryptionSign.tsx";

/** The phone's second line: where the room belongs, or whether the other person is here. */
function useSubline(room: RoomSummary, space: SpaceSummary | null): string {
  const t = useStrings(chatStrings);
  const people = useSignal(useSession().rooms.members(room.id));
  if (room.directUserId !== null) {
    const presence = people.find((member) => member.userId === room.directUserId)?.presence;
    return presence === "online" ? t("online") : presence === "away" ? t("away") : room.directUserId;
  }
  const members = t("memberCount", { n: room.memberCount });
  return space === null ? members : t("spaceAndMembers", { space: space.name, members });
}

/** Name, topic, encryption, and what can be done with the room. */
export function RoomHeader({
  room,
  space,
  pins,
  onBack,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly pins: Pins | null;
  readonly onBack: (() => void) | undefined;
}) {
  const t = useStrings(chatStrings);
  const panel = usePanel();
  const members = panel.open && panel.kind === "members";
  const phone = useViewport() === "phone";
  const narrow = useNarrow();
  const icon = "size-5";
  const sub = useSubline(room, space);
  const CallButton = useCallSlots()?.CallButton;
  const Sign = channelIcon(room);
  const signed = room.kind === "channel" || room.voice;
  return (
    <header className="flex h-header shrink-0 items-center gap-2 border-line border-b pr-3 pl-4 phone:gap-1 phone:px-1">
      {onBack !== undefined && (
        <IconButton
          label={t("back")}
          onClick={onBack}
          icon={<ArrowLeft aria-hidden="true" className={icon} strokeWidth={1.75} />}
        />
      )}
      {!phone && (!signed || room.avatarMxc !== null) && <RoomSign room={room} size={24} />}
      {!phone && signed && (
        <Sign
          aria-hidden="true"
          className={room.avatarMxc === null ? "size-5 shrink-0" : "size-4 shrink-0 text-ink-2"}
          strokeWidth={1.75}
        />
      )}
      {phone ? (
        <div className="min-w-0 flex-1 px-1">
          <div className="flex items-center gap-1">
            {isPrivate(room) && (
              <>
                <Sign aria-hidden="true" className="size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
                <span className="sr-only">{t("privateMark")}</span>
              </>
            )}
            <h1 className="min-w-0 truncate font-semibold text-15 text-ink">
              <bdi>{room.kind === "channel" && !room.voice && !isPrivate(room) ? `# ${room.name}` : room.name}</bdi>
            </h1>
            <EncryptionSign room={room} />
          </div>
          <p className="truncate text-12 text-ink-2">{sub}</p>
        </div>
      ) : (
        <>
          {isPrivate(room) && <span className="sr-only">{t("privateMark")}</span>}
          <h1 className="min-w-0 max-w-3/5 truncate font-semibold text-15 text-ink">
            <bdi>{room.name}</bdi>
          </h1>
          <EncryptionSign room={room} />
          {room.topic !== null && (
            <p
              title={room.topic}
              dir="auto"
              className="min-w-24 flex-1 truncate border-line border-l pl-2 text-13 text-ink-2"
            >
              {room.topic}
            </p>
          )}
        </>
      )}
      <div className="ml-auto flex shrink-0 gap-1 phone:gap-0">
        {CallButton !== undefined && <CallButton room={room} />}
        {pins !== null && !narrow && <PinsButton pins={pins} />}
        {!narrow && (
          <IconButton
            label={members ? t("hideMembers") : t("showMembers")}
            pressed={members}
            onClick={() => panel.toggle("members")}
            icon={<Users aria-hidden="true" className={icon} strokeWidth={1.75} />}
            {...(members ? {} : { className: "bg-transparent" })}
          />
        )}
        <MoreMenu room={room} space={space} panels={narrow ? <PanelItems pins={pins} /> : null} />
      </div>
    </header>
  );
}

/** The same in the menu, where a button would take the room of the name. */
function PanelItems({ pins }: { readonly pins: Pins | null }) {
  const t = useStrings(chatStrings);
  const panel = usePanel();
  return (
    <>
      {pins !== null && <PinsItem pins={pins} />}
      <MenuItem icon={<Users className="size-4" />} onSelect={() => panel.toggle("members")}>
        {t("showMembers")}
      </MenuItem>
      <MenuSeparator />
    </>
  );
}

function PinsItem({ pins }: { readonly pins: Pins }) {
  const t = useStrings(chatStrings);
  const panel = usePanel();
  const count = useSignal(pins.ids).length;
  return count === 0 ? null : (
    <MenuItem icon={<Pin className="size-4" />} onSelect={() => panel.toggle("pins")}>
      {t("showPins", { n: count })}
    </MenuItem>
  );
}

/** There while anything is pinned. */
function PinsButton({ pins }: { readonly pins: Pins }) {
  const t = useStrings(chatStrings);
  const panel = usePanel();
  const count = useSignal(pins.ids).length;
  const open = panel.open && panel.kind === "pins";
  if (count === 0 && !open) return null;
  return (
    <IconButton
      label={open ? t("hidePins") : t("showPins", { n: count })}
      pressed={open}
      onClick={() => panel.toggle("pins")}
      icon={<Pin aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      {...(open ? {} : { className: "bg-transparent" })}
    />
  );
}

function MoreMenu({
  room,
  space,
  panels,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  readonly panels: ReactNode;
}) {
  const t = useStrings(chatStrings);
  const [asking, setAsking] = useState<RoomDeed | null>(null);
  const RoomItems = useRoomMenuItems();
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("more")}
            tip={false}
            icon={<Ellipsis aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        }
      >
        {panels}
        {RoomItems !== null && (
          <Suspense>
            <RoomItems room={room} />
            <MenuSeparator />
          </Suspense>
        )}
        <RoomDeeds room={room} space={space} ask={setAsking} />
      </Menu>
      {asking !== null && <RoomQuestion room={room} space={space} deed={asking} onClose={() => setAsking(null)} />}
    </>
  );
}

/** A room beneath its header; its call before it while one is in that. */
export function RoomFrame({
  room,
  header,
  onBack,
  children,
}: {
  readonly room: RoomSummary;
  readonly header: ReactNode;
  readonly onBack: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const CallRoom = useCallSlots()?.CallRoom;
  if (CallRoom === undefined) {
    return (
      <>
        {header}
        {children}
      </>
    );
  }
  return (
    <CallRoom room={room} header={header} onBack={onBack}>
      {children}
    </CallRoom>
  );
}

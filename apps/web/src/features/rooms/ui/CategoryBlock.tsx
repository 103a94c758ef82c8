import type { Arrangement, RoomSummary } from "@parley/matrix";
import { Ellipsis, GripVertical, type LucideIcon } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { channelIcon } from "../../../shared/channel-sign.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/Menu.tsx";
import { strings } from "../strings/index.ts";
import type { ChannelDeeds } from "./channel-deeds.ts";
import { MoveTo } from "./MoveTo.tsx";
import { type Edge, useDraggable, useDrop } from "./use-dragging.ts";

const grip =
  "grid size-7 shrink-0 cursor-grab place-items-center rounded-control text-ink-3 hover:bg-hover hover:text-ink touch:size-11";

/** Where it would come to stand. */
function Mark({ edge }: { readonly edge: Edge | null }) {
  if (edge === null) return null;
  return (
    <span
      aria-hidden="true"
      className={cx(
        "absolute inset-x-0 z-10 h-0.5 rounded-full bg-accent forced:bg-canvas-text",
        edge === "above" ? "-top-px" : "-bottom-px",
      )}
    />
  );
}

const byArrows = (move: (step: -1 | 1) => void) => (event: KeyboardEvent) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  move(event.key === "ArrowUp" ? -1 : 1);
};

/** A category with its channels. Without deeds it is there to be looked at. */
export function CategoryBlock({
  category,
  at,
  order,
  rooms,
  deeds,
}: {
  readonly category: Arrangement;
  readonly at: number;
  readonly order: readonly Arrangement[];
  readonly rooms: ReadonlyMap<string, RoomSummary>;
  readonly deeds: ChannelDeeds | null;
}) {
  const t = useStrings(strings);
  const box = useRef<HTMLElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const named = category.id !== null;
  const dragging = useDraggable(box, handle, { kind: "category", id: category.id ?? "" });
  const edge = useDrop(
    box,
    (dragged) => deeds !== null && (dragged.kind === "channel" || dragged.id !== category.id),
    (dragged, where) => {
      if (dragged.kind === "category") deeds?.putCategory(dragged.id, where === "above" ? at : at + 1);
      else {
        const end = where === "above" ? 0 : category.channelIds.length;
        deeds?.put(dragged.id, { categoryId: category.id, at: end });
      }
    },
  );
  const name = category.name || t("noCategory");
  const empty = category.channelIds.length === 0;
  // Nothing to show and nowhere to drop: a server without loose channels.
  if (!named && empty && deeds === null) return null;
  return (
    <section
      ref={box}
      className={cx("relative rounded-card border border-line bg-raised p-1", dragging && "opacity-50")}
    >
      <Mark edge={empty ? null : edge} />
      <div className="flex h-9 items-center gap-1 pr-1 touch:h-11">
        {named && deeds !== null ? (
          <button
            ref={handle}
            type="button"
            data-grip={category.id}
            aria-label={t("drag", { name })}
            onKeyDown={byArrows((step) => deeds.putCategory(category.id ?? "", step === -1 ? at - 1 : at + 2))}
            className={grip}
          >
            <GripVertical aria-hidden="true" className="size-4" strokeWidth={1.75} />
          </button>
        ) : (
          <span className="w-2" />
        )}
        <h2 className={cx("min-w-0 flex-1 truncate font-medium text-13", named ? "text-ink" : "text-ink-2")}>
          <bdi>{name}</bdi>
        </h2>
        {named && deeds !== null && (
          <Menu align="end" trigger={<More name={name} />}>
            <MenuItem disabled={at <= 1} onSelect={() => deeds.putCategory(category.id ?? "", at - 1)}>
              {t("moveUp")}
            </MenuItem>
            <MenuItem disabled={at >= order.length - 1} onSelect={() => deeds.putCategory(category.id ?? "", at + 2)}>
              {t("moveDown")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem onSelect={() => deeds.rename(category)}>{t("rename")}</MenuItem>
            <MenuItem danger onSelect={() => deeds.remove(category)}>
              {t("removeCategory")}
            </MenuItem>
          </Menu>
        )}
      </div>
      {empty ? (
        <p
          className={cx(
            "mx-2 mb-1 rounded-control border border-dashed px-3 py-2 text-13",
            edge === null ? "border-line text-ink-2" : "border-accent text-ink",
          )}
        >
          {t("emptyCategory")}
        </p>
      ) : (
        <ul>
          {category.channelIds.map((id, place) => (
            <ChannelRow
              key={id}
              id={id}
              name={rooms.get(id)?.name ?? id}
              Sign={channelIcon(rooms.get(id) ?? { voice: false })}
              place={{ categoryId: category.id, at: place }}
              order={order}
              deeds={deeds}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function More({ name, ...rest }: { readonly name: string }) {
  const t = useStrings(strings);
  return (
    <IconButton
      {...rest}
      size="sm"
      tip={false}
      label={t("moreFor", { name })}
      icon={<Ellipsis aria-hidden="true" className="size-4" strokeWidth={1.75} />}
    />
  );
}

function ChannelRow({
  id,
  name,
  Sign,
  place,
  order,
  deeds,
}: {
  readonly id: string;
  readonly name: string;
  readonly Sign: LucideIcon;
  readonly place: { readonly categoryId: string | null; readonly at: number };
  readonly order: readonly Arrangement[];
  readonly deeds: ChannelDeeds | null;
}) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const row = useRef<HTMLLIElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const dragging = useDraggable(row, handle, { kind: "channel", id });
  const edge = useDrop(
    row,
    (dragged) => deeds !== null && dragged.kind === "channel" && dragged.id !== id,
    (dragged, where) =>
      deeds?.put(dragged.id, { categoryId: place.categoryId, at: where === "above" ? place.at : place.at + 1 }),
  );
  return (
    <li
      ref={row}
      className={cx(
        "relative flex h-10 items-center gap-1 rounded-control pr-1 hover:bg-hover touch:h-12",
        dragging && "opacity-50",
      )}
    >
      <Mark edge={edge} />
      {deeds !== null && (
        <button
          ref={handle}
          type="button"
          data-grip={id}
          aria-label={t("drag", { name })}
          onKeyDown={byArrows((step) => deeds.step(id, step))}
          className={grip}
        >
          <GripVertical aria-hidden="true" className="size-4" strokeWidth={1.75} />
        </button>
      )}
      <Sign aria-hidden="true" className="mx-1 size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
      <bdi className="min-w-0 flex-1 truncate text-14 text-ink">{name}</bdi>
      <Menu align="end" trigger={<More name={name} />}>
        <MenuItem onSelect={() => navigation.go({ at: "manage", roomId: id })}>{t("channelSettings")}</MenuItem>
        {deeds !== null && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={() => deeds.step(id, -1)}>{t("moveUp")}</MenuItem>
            <MenuItem onSelect={() => deeds.step(id, 1)}>{t("moveDown")}</MenuItem>
            <MoveTo order={order} from={place.categoryId} onMove={(to) => deeds.put(id, to)} />
            <MenuSeparator />
            <MenuItem danger onSelect={() => deeds.unlist(id)}>
              {t("unlist")}
            </MenuItem>
          </>
        )}
      </Menu>
    </li>
  );
}

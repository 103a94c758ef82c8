import { CircleAlert, File, Film, Image, LoaderCircle, Music, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { AttachmentChip, Attachments } from "../../../shared/chat-slots.ts";
import { byteSize } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { safeName } from "../model/safe-name.ts";
import { mediaStrings } from "../strings/index.ts";
import { FileName } from "./FileName.tsx";

const signs = { image: Image, video: Film, audio: Music, file: File } as const;

/** The files that go with the next message; nothing while there are none. */
export function AttachmentTray({ attachments }: { readonly attachments: Attachments }) {
  const t = useStrings(mediaStrings);
  const chips = useSignal(attachments.items);
  const left = useSignal(attachments.left);
  const halted = useSignal(attachments.halted);
  const phone = useViewport() === "phone";
  const list = useRef<HTMLUListElement>(null);
  const count = chips.length;
  const before = useRef(count);
  useEffect(() => {
    // What was just added is seen, at the end of the row.
    if (count > before.current) list.current?.lastElementChild?.scrollIntoView({ block: "nearest", inline: "nearest" });
    before.current = count;
  }, [count]);
  useEffect(() => {
    if (halted !== null)
      list.current?.querySelector(`[data-chip="${halted.id}"]`)?.scrollIntoView({ block: "nearest" });
  }, [halted]);
  if (count === 0) return null;
  const remove = (id: string) => {
    const chip = list.current?.querySelector(`[data-chip="${CSS.escape(id)}"]`);
    const beside = (chip?.nextElementSibling ?? chip?.previousElementSibling)?.querySelector("button");
    // What had the focus goes: the next one has it then, after the last the field.
    const field = list.current?.closest("[data-room]")?.querySelector<HTMLElement>("[role=textbox], textarea");
    (beside ?? (phone ? null : field))?.focus();
    attachments.remove(id);
  };
  const inTheWay = chips.find(({ id }) => id === halted?.id);
  return (
    <div>
      {/* There may be more than the strip shows. */}
      {count > 2 && (
        <p aria-hidden="true" className="px-3 pt-2 text-12 text-ink-2">
          {t("attached", { n: count })}
        </p>
      )}
      <ul
        ref={list}
        aria-label={t("attached", { n: count })}
        className="flex max-h-48 flex-wrap gap-2 overflow-y-auto p-2 pb-1"
      >
        {chips.map((chip) => (
          <Chip key={chip.id} chip={chip} onRemove={() => remove(chip.id)} />
        ))}
      </ul>
      {inTheWay !== undefined && (
        <p role="alert" className="px-3 pt-1 pb-1 text-13 text-danger [overflow-wrap:anywhere]">
          {t("halted", { name: safeName(inTheWay.name, t("unnamed")) })}
        </p>
      )}
      {left > 0 && (
        <p role="alert" className="px-3 pb-1 text-13 text-danger">
          {t("noPlace", { n: left })}
        </p>
      )}
    </div>
  );
}

function Chip({ chip, onRemove }: { readonly chip: AttachmentChip; readonly onRemove: () => void }) {
  const t = useStrings(mediaStrings);
  const name = safeName(chip.name, t("unnamed"));
  const Sign = signs[chip.media];
  const busy = chip.state === "reading" || chip.state === "keeping";
  const refused = chip.state !== "ready" && !busy;
  const size = byteSize(chip.size, t.language);
  const words = {
    ready: chip.loose ? t("loose", { size }) : size,
    reading: t("reading"),
    keeping: chip.going ? t("going") : t("keeping", { size }),
    lost: t("lost"),
    "too-large": t("tooLarge", { size, limit: chip.limit === null ? "" : byteSize(chip.limit, t.language) }),
    empty: t("empty"),
    unreadable: t("unreadable"),
  }[chip.state];
  return (
    <li
      data-chip={chip.id}
      className={cx(
        "flex min-h-14 w-60 shrink-0 items-center gap-2 overflow-hidden rounded-control border pr-1 phone:w-full",
        refused ? "border-transparent bg-danger-soft" : "border-line",
      )}
    >
      <span className="grid size-14 shrink-0 place-items-center text-ink-2">
        {chip.preview !== null ? (
          <img src={chip.preview} alt="" className="size-full object-cover" />
        ) : refused ? (
          <CircleAlert aria-hidden="true" className="size-5 text-danger" strokeWidth={1.75} />
        ) : busy ? (
          <LoaderCircle aria-hidden="true" className="size-5 animate-turn" strokeWidth={1.75} />
        ) : (
          <Sign aria-hidden="true" className="size-5" strokeWidth={1.75} />
        )}
      </span>
      <span className="min-w-0 flex-1 py-1.5">
        <FileName name={name} className="text-13" />
        <span
          role={refused ? "alert" : undefined}
          className={cx("block text-12", refused ? "text-danger" : "text-ink-2", !refused && !chip.loose && "truncate")}
        >
          {words}
        </span>
      </span>
      <IconButton
        size="sm"
        label={t("remove", { name })}
        onClick={onRemove}
        icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
      />
    </li>
  );
}

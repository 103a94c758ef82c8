import type { RoomSummary } from "@parley/matrix";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { usePreferences } from "../../../../shared/preferences.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { cx } from "../../../../ui/cx.ts";
import type { Composer as ComposerModel } from "../../model/composer.ts";
import { chatStrings } from "../../strings/index.ts";
import { CompletionList } from "./CompletionList.tsx";
import { BlockedNote, Fault, ModeStrip, TellNote } from "./ComposerNotes.tsx";
import { DropCover } from "./DropCover.tsx";
import { EmojiButton, FormatsButton, SendButton } from "./FieldButtons.tsx";
import type { Surface } from "./surface.ts";
import { useCompletion } from "./use-completion.ts";
import { useComposerKeys } from "./use-composer-keys.ts";
import { useFiles } from "./use-files.ts";
import { useRich } from "./use-rich.ts";
import { useSubmit } from "./use-submit.ts";
import { WritingField } from "./WritingField.tsx";

interface ComposerProps {
  readonly composer: ComposerModel;
  readonly room: RoomSummary;
  /** Where the field puts itself. */
  readonly surface: RefObject<Surface | null>;
  readonly onSent: () => void;
  /** Nothing was left to cancel. */
  readonly onEscape: () => void;
}

/** Where messages of a room are written. */
export function Composer({ maySend, ...props }: ComposerProps & { readonly maySend: boolean }) {
  const t = useStrings(chatStrings);
  const blocked = useSignal(useSession().people.blocked);
  const { directUserId } = props.room;
  if (directUserId !== null && blocked.includes(directUserId)) {
    return <BlockedNote userId={directUserId} name={props.room.name} />;
  }
  if (maySend) return <Writer {...props} />;
  return (
    <p
      data-region="composer"
      tabIndex={-1}
      className="mx-4 mb-4 rounded-card bg-hover px-3 py-3 text-14 text-ink-2 phone:mx-2 phone:mb-2"
    >
      {t("mayNotSend")}
    </p>
  );
}

function Writer({ composer, room, surface, onSent, onEscape }: ComposerProps) {
  const t = useStrings(chatStrings);
  const text = useSignal(composer.text);
  const mode = useSignal(composer.mode);
  const phone = useViewport() === "phone";
  const { composer: kind, formatBar, set } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const [barPlace, setBarPlace] = useState<HTMLElement | null>(null);
  /** A message that the rich field cannot show is edited as plain text. */
  const [unfit, setUnfit] = useState<string | null>(null);
  const wanted = kind === "rich" && !(mode.kind === "edit" && mode.item.key === unfit);
  const rich = useRich(wanted);
  // The words to files come next; on a phone the keyboard would hide them.
  const toWords = () => !phone && surface.current?.focus();
  const { parts, some, add, dropping } = useFiles(composer, box, toWords);
  const { send, sendAsText, fault, commands } = useSubmit(composer, surface, room.id);
  const completion = useCompletion(room.id, commands);
  useComposerKeys(surface);

  // Replying and editing begin in the field; another field in its place keeps what it had.
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of the mode or of the field
  useEffect(() => {
    const begun = mode.kind === "edit" || (mode.kind === "reply" && !mode.kept);
    if (begun || (document.activeElement === document.body && !phone)) surface.current?.focus();
  }, [mode, wanted]);

  const choose = (index: number) => {
    const choice = completion.choose(index);
    if (choice !== null) surface.current?.complete(choice.length, choice.insertion);
  };
  const submit = () => {
    surface.current?.finish();
    if (send()) onSent();
    surface.current?.focus();
  };
  const onKey = (event: KeyboardEvent): boolean => {
    const meant = completion.key(event);
    if (meant === "chosen") choose(completion.index);
    if (meant !== null) return true;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      const mod = event.ctrlKey || event.metaKey;
      if (!mod && (phone || surface.current?.takesEnter() === true)) return false;
      submit();
      return true;
    }
    if (event.key === "ArrowUp" && !event.altKey && !event.shiftKey) return composer.editLast();
    if (event.key !== "Escape") return false;
    if (!composer.cancel()) onEscape();
    return true;
  };
  const label =
    mode.kind === "edit"
      ? t("composerEdit")
      : t(room.kind === "channel" && !room.voice ? "composerChannel" : "composerLabel", { name: room.name });
  const faultId = `fault-${room.id}`;
  const faulty = useSignal(composer.fault) !== null || fault !== null;
  const edits = mode.kind === "edit";
  // What is emptied while it is edited is told of when it is saved.
  const empty = text.trim() === "" && !some && !edits;
  return (
    <div ref={box} data-region="composer" className="relative mx-4 mb-4 phone:mx-2 phone:mb-2">
      {dropping !== null && <DropCover room={dropping} />}
      {completion.options.length > 0 && <CompletionList completion={completion} onChoose={choose} />}
      <div
        className={cx(
          "rounded-card border bg-raised focus-within:border-line-control",
          dropping === null ? "border-line" : "border-accent",
        )}
      >
        <ModeStrip composer={composer} onCancelled={() => surface.current?.focus()} />
        {parts !== null && <parts.slots.AttachmentTray attachments={parts.attachments} />}
        <div ref={setBarPlace} />
        <div className={cx("flex items-end gap-1 p-1", !empty && "phone:flex-wrap")}>
          {parts !== null && (
            <div className="mb-0.5 touch:mb-0">
              <parts.slots.AttachButton attachments={parts.attachments} onPicked={toWords} />
            </div>
          )}
          <WritingField
            key={wanted ? "rich" : "plain"}
            // Words have the whole width of a phone, and the buttons a row of their own.
            className={cx("min-w-0 flex-1", !empty && "phone:order-first phone:basis-full")}
            composer={composer}
            surface={surface}
            rich={rich}
            bar={formatBar ? barPlace : null}
            label={label}
            describedBy={faulty ? faultId : undefined}
            list={
              completion.options.length === 0
                ? null
                : { id: completion.listId, option: completion.optionId(completion.index) }
            }
            onCaret={completion.onCaret}
            onKey={onKey}
            onFiles={add}
            onUnfit={() => mode.kind === "edit" && setUnfit(mode.item.key)}
          />
          {rich !== null && <FormatsButton shown={formatBar} onToggle={() => set({ formatBar: !formatBar })} />}
          <EmojiButton
            onPick={(char) => {
              surface.current?.insert(char);
              if (!phone) surface.current?.focus();
            }}
          />
          {/* Beside an empty field of a phone there is room for three: what can be done comes before what cannot yet. */}
          {(!empty || !phone) && <SendButton edits={edits} empty={empty} onSend={submit} />}
        </div>
      </div>
      <TellNote composer={composer} roomId={room.id} />
      <Fault
        id={faultId}
        composer={composer}
        command={fault}
        onSendAsText={() => {
          if (sendAsText()) onSent();
          surface.current?.focus();
        }}
      />
    </div>
  );
}

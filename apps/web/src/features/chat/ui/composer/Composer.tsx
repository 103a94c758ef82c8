import type { RoomSummary } from "@parley/matrix";
import { Check, SendHorizontal, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import { cx } from "../../../../ui/cx.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { type Composer as ComposerModel, longestMessage } from "../../model/composer.ts";
import { chatStrings } from "../../strings/index.ts";
import { MentionList } from "./MentionList.tsx";
import { useComposerKeys } from "./use-composer-keys.ts";
import { useMentions } from "./use-mentions.ts";

/** The field grows to this part of the room's height. */
const tallest = 0.4;

/** Grows the field with its text. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew for each text
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    const room = element.closest<HTMLElement>("[data-room]")?.clientHeight ?? 800;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, Math.max(60, room * tallest))}px`;
  }, [text]);
}

/** Where messages of a room are written. */
export function Composer({
  composer,
  room,
  maySend,
  field,
  onSent,
  onEscape,
}: {
  readonly composer: ComposerModel;
  readonly room: RoomSummary;
  readonly maySend: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onSent: () => void;
  /** Nothing was left to cancel. */
  readonly onEscape: () => void;
}) {
  const t = useStrings(chatStrings);
  const text = useSignal(composer.text);
  const mode = useSignal(composer.mode);
  const fault = useSignal(composer.fault);
  const phone = useViewport() === "phone";
  const mentions = useMentions(composer, room.id, field);
  const [caret, setCaret] = useState<number | null>(null);
  useGrowing(field, text);
  useComposerKeys();

  // Replying and editing begin in the field, at the end of what stands there.
  useEffect(() => {
    if (mode.kind === "new") return;
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [mode, field]);

  // A completed name puts the caret behind it, once the text is there.
  useLayoutEffect(() => {
    if (caret === null) return;
    field.current?.setSelectionRange(caret, caret);
    setCaret(null);
  }, [caret, field]);

  if (!maySend) {
    return (
      <p className="mx-4 mb-4 rounded-card bg-hover px-3 py-3 text-14 text-ink-2 phone:mx-2 phone:mb-2">
        {t("mayNotSend")}
      </p>
    );
  }

  const submit = () => {
    const edited = composer.mode.peek().kind === "edit";
    if (composer.submit() && !edited) onSent();
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const completed = mentions.onKeyDown(event);
    if (completed !== null) {
      if (completed.caret !== null) setCaret(completed.caret);
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !phone) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !event.altKey && !event.shiftKey && composer.editLast()) {
      event.preventDefault();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (!composer.cancel()) onEscape();
    }
  };
  const label =
    mode.kind === "edit"
      ? t("composerEdit")
      : t(room.kind === "channel" ? "composerChannel" : "composerLabel", { name: room.name });
  const faultId = `fault-${room.id}`;
  return (
    <div className="relative mx-4 mb-4 phone:mx-2 phone:mb-2">
      {mentions.open && (
        <MentionList
          mentions={mentions}
          onChoose={(index) => {
            setCaret(mentions.choose(index));
            field.current?.focus();
          }}
        />
      )}
      <div className="rounded-card border border-line bg-raised focus-within:border-line-control">
        {mode.kind !== "new" && (
          <div className="flex items-center gap-2 border-line border-b py-1 pr-1 pl-3 text-13 text-ink-2">
            <span className="min-w-0 flex-1 truncate">
              {mode.kind === "reply" ? t("replyingTo", { name: mode.item.senderName }) : t("editing")}
            </span>
            <IconButton
              size="sm"
              label={t(mode.kind === "reply" ? "cancelReply" : "cancelEdit")}
              keys="Esc"
              onClick={() => {
                composer.cancel();
                field.current?.focus();
              }}
              icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
            />
          </div>
        )}
        <div className="flex items-end gap-1 p-1">
          <textarea
            ref={field}
            rows={1}
            dir="auto"
            value={text}
            placeholder={label}
            aria-label={label}
            aria-describedby={fault === null ? undefined : faultId}
            aria-invalid={fault === null ? undefined : true}
            aria-autocomplete="list"
            aria-controls={mentions.open ? mentions.listId : undefined}
            aria-activedescendant={mentions.open ? mentions.optionId(mentions.index) : undefined}
            enterKeyHint={phone ? "enter" : "send"}
            onChange={(event) => composer.setText(event.currentTarget.value)}
            onSelect={mentions.onSelect}
            onBlur={mentions.onBlur}
            onKeyDown={onKeyDown}
            className="min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2.5 py-1.75 text-message text-ink outline-none placeholder:overflow-hidden placeholder:text-ellipsis placeholder:whitespace-nowrap placeholder:text-ink-2 touch:min-h-11 touch:py-2.75"
          />
          <IconButton
            label={t(mode.kind === "edit" ? "save" : "send")}
            keys="Enter"
            onClick={submit}
            disabled={text.trim() === ""}
            icon={
              mode.kind === "edit" ? (
                <Check aria-hidden="true" className="size-5" strokeWidth={1.75} />
              ) : (
                <SendHorizontal aria-hidden="true" className="size-5" strokeWidth={1.75} />
              )
            }
            className={cx("mb-0.5 touch:mb-0", text.trim() !== "" && "text-accent")}
          />
        </div>
      </div>
      {fault !== null && (
        <p id={faultId} role="alert" className="px-3 pt-1.5 text-13 text-danger">
          {fault === "too-long" ? t("tooLong", { n: Math.max(0, text.length - longestMessage) }) : t("notKept")}
        </p>
      )}
    </div>
  );
}

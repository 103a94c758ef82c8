import { X } from "lucide-react";
import { useContext, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { explain } from "../../../../shared/explain.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { useToast } from "../../../../ui/Toast.tsx";
import { type Composer as ComposerModel, longestMessage } from "../../model/composer.ts";
import { namesAll } from "../../model/mentions.ts";
import { chatStrings } from "../../strings/index.ts";
import { MessageRoomContext } from "../timeline/actions.ts";
import { composerStrings } from "./strings/index.ts";
import type { CommandFault } from "./use-submit.ts";

/** What is answered or edited, and the way out of it. */
export function ModeStrip({
  composer,
  onCancelled,
}: {
  readonly composer: ComposerModel;
  readonly onCancelled: () => void;
}) {
  const t = useStrings(chatStrings);
  const mode = useSignal(composer.mode);
  const room = useContext(MessageRoomContext);
  if (mode.kind === "new") return null;
  return (
    <div className="flex items-center gap-2 border-line border-b py-1 pr-1 pl-3 text-13 text-ink-2">
      {mode.kind === "reply" ? (
        <button
          type="button"
          onClick={() => mode.to.eventId !== null && room?.actions.jumpTo(mode.to.eventId)}
          className="min-w-0 flex-1 truncate text-left hover:text-ink touch:min-h-11"
        >
          {t("replyingTo", { name: mode.to.senderName })}
          {mode.to.line !== "" && <bdi>: {mode.to.line}</bdi>}
        </button>
      ) : (
        <span className="min-w-0 flex-1 truncate">{t("editing")}</span>
      )}
      <IconButton
        size="sm"
        label={t(mode.kind === "reply" ? "cancelReply" : "cancelEdit")}
        keys="Esc"
        onClick={() => {
          composer.cancel();
          onCancelled();
        }}
        icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
      />
    </div>
  );
}

/** Stands in the place of the field where the only other person is blocked: what they answer would not be seen. */
export function BlockedNote({ userId, name }: { readonly userId: string; readonly name: string }) {
  const words = useStrings(composerStrings);
  const shared = useStrings(sharedStrings);
  const { people } = useSession();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const unblock = () => {
    setBusy(true);
    people
      .unblock(userId)
      .catch((error: unknown) => toast({ title: explain(error, shared).sentence, priority: "high" }))
      .finally(() => setBusy(false));
  };
  return (
    <div className="mx-4 mb-4 flex flex-wrap items-center gap-x-2 rounded-card bg-hover px-3 py-2 text-14 text-ink-2 phone:mx-2 phone:mb-2">
      <p className="py-1">{words("blockedNote", { name })}</p>
      <button
        type="button"
        onClick={unblock}
        disabled={busy}
        className="-ml-2 min-h-8 rounded-control px-2 font-medium text-accent hover:bg-accent-soft disabled:text-ink-3 touch:min-h-11"
      >
        {words(busy ? "unblocking" : "unblock")}
      </button>
    </div>
  );
}

/** That `@room` is a word where one may not tell everyone. */
export function TellNote({ composer, roomId }: { readonly composer: ComposerModel; readonly roomId: string }) {
  const words = useStrings(composerStrings);
  const text = useSignal(composer.text);
  const may = useSignal(useSession().rooms.details(roomId))?.permissions.notifyRoom ?? true;
  if (may || !text.includes("@room") || !namesAll(text.replace(/`+[^`]*`+/gu, " "))) return null;
  return (
    <p role="status" className="px-3 pt-1.5 text-13 text-ink-2">
      {words("mayNotTellAll")}
    </p>
  );
}

const faultWords = {
  unknown: "unknownCommand",
  incomplete: "incompleteCommand",
  forbidden: "forbiddenCommand",
} as const;

/** Why what is written has not left, and what to do. */
export function Fault({
  id,
  composer,
  command,
  onSendAsText,
}: {
  readonly id: string;
  readonly composer: ComposerModel;
  readonly command: CommandFault | null;
  readonly onSendAsText: () => void;
}) {
  const t = useStrings(chatStrings);
  const words = useStrings(composerStrings);
  const text = useSignal(composer.text);
  const fault = useSignal(composer.fault);
  const mode = useSignal(composer.mode);
  const room = useContext(MessageRoomContext);
  if (fault === null && command === null) return null;
  const sentence =
    command !== null
      ? command.kind === "refused"
        ? command.sentence
        : words(faultWords[command.kind], { name: command.name })
      : fault === "too-long"
        ? t("tooLong", { n: Math.max(0, text.length - longestMessage) })
        : fault === "emptied"
          ? words(mode.kind === "edit" && mode.item.body.type === "media" ? "emptiedCaption" : "emptied")
          : t("notKept");
  return (
    <div className="flex flex-wrap items-baseline gap-x-2 px-3 pt-1.5 text-13">
      <p id={id} role="alert" className="text-danger">
        {sentence}
      </p>
      {command?.kind === "unknown" && (
        <button
          type="button"
          onClick={onSendAsText}
          className="rounded-4 font-medium text-accent hover:underline touch:min-h-11"
        >
          {words("sendAsText")}
        </button>
      )}
      {fault === "emptied" && mode.kind === "edit" && room !== null && (
        <button
          type="button"
          onClick={() => {
            composer.cancel();
            room.actions.remove(mode.item);
          }}
          className="rounded-4 font-medium text-danger hover:underline touch:min-h-11"
        >
          {t("remove")}
        </button>
      )}
    </div>
  );
}

import { type ReactNode, useContext } from "react";
import { AnswerBodyContext } from "../../../shared/answer-slots.ts";
import { useSession } from "../../../shared/contexts.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { clockTime, fullTime, isoTime } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { strings } from "../strings/index.ts";

/** A face in the gutter, a name, and what was said. */
export function Line({
  face,
  name,
  mark,
  at,
  actions,
  chosen = false,
  busy = false,
  children,
}: {
  readonly face: ReactNode;
  readonly name: string;
  readonly mark?: ReactNode;
  readonly at?: number;
  readonly actions?: ReactNode;
  readonly chosen?: boolean;
  readonly busy?: boolean;
  readonly children: ReactNode;
}) {
  const t = useStrings(strings);
  return (
    <article
      aria-label={name}
      aria-busy={busy || undefined}
      className={cx(
        "group/said relative -mx-2 flex min-w-0 gap-4 rounded-card px-2 py-1 phone:gap-3",
        chosen && "bg-hover",
      )}
    >
      <span className="shrink-0">{face}</span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2 pr-10">
          <span className="truncate font-semibold text-15 text-ink">
            <bdi>{name}</bdi>
          </span>
          {mark}
          {at !== undefined && (
            <time
              dateTime={isoTime(at)}
              title={fullTime(at, t.language)}
              className="shrink-0 text-12 text-ink-2 tabular-nums"
            >
              {clockTime(at, t.language)}
            </time>
          )}
        </div>
        {children}
      </div>
      {actions !== undefined && (
        <span className="absolute top-0 right-0 opacity-0 focus-within:opacity-100 group-hover/said:opacity-100 has-data-popup-open:opacity-100 touch:opacity-100">
          {actions}
        </span>
      )}
    </article>
  );
}

/** My own face. */
export function Me(): ReactNode {
  const { account, own } = useSession();
  const { displayName, avatarMxc } = useSignal(own.profile);
  return <MediaAvatar id={account.userId} name={displayName ?? account.userId} mxc={avatarMxc} size={40} />;
}

/** How what was said looks. */
export const words = "wrap-anywhere text-message text-ink";

/** What an agent says, drawn as foreign words are. */
export function Answered({ text }: { readonly text: string }) {
  const Body = useContext(AnswerBodyContext);
  return (
    <div dir="auto" className={words}>
      {Body === null ? <div className="whitespace-pre-wrap">{text}</div> : <Body text={text} />}
    </div>
  );
}

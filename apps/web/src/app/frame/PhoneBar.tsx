import { AtSign, CircleUserRound, MessageCircle, Moon } from "lucide-react";
import { useAttention, useQuietUntil, useWaiting } from "../../features/notifications/index.ts";
import { type Place, useLink } from "../../shared/navigation.ts";
import { clockTime } from "../../shared/time.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { cx } from "../../ui/cx.ts";
import { useQuestions } from "../questions.ts";
import { strings } from "../strings/index.ts";

/** The bar at the lower edge of a phone. What is not built yet is not there. */
export function PhoneBar({ place }: { readonly place: Place }) {
  const t = useStrings(strings);
  const link = useLink();
  // As the title counts: within a server's list nothing else says that a direct message or an invitation has come.
  const { count: calling } = useAttention();
  const you = place.at === "settings" || place.at === "status";
  const activity = place.at === "activity";
  const questions = useQuestions();
  const waiting = useWaiting() + questions;
  const quiet = useQuietUntil();
  const items = [
    {
      key: "chats",
      to: { at: "chats" },
      current: !you && !activity,
      label: t("chats"),
      Icon: MessageCircle,
      count: calling,
    },
    {
      key: "activity",
      to: { at: "activity" },
      current: activity,
      label: t("activity"),
      Icon: AtSign,
      count: questions,
    },
    { key: "you", to: { at: "settings" }, current: you, label: t("you"), Icon: CircleUserRound, count: 0 },
  ] as const;
  return (
    <nav
      data-region="bar"
      tabIndex={-1}
      aria-label={t("bar")}
      className="grid shrink-0 grid-cols-3 border-line border-t bg-list pb-safe-b"
    >
      {items.map(({ key, to, current, label, Icon, count }) => (
        <a
          key={key}
          {...link(to)}
          aria-current={current ? "page" : undefined}
          className={cx(
            "relative flex h-bar flex-col items-center justify-center gap-0.5 font-medium text-11",
            current ? "text-accent" : "text-ink-2",
          )}
        >
          <Icon aria-hidden="true" className="size-5" strokeWidth={1.75} />
          {label}
          {key === "activity" && waiting > 0 && (
            <span
              className={cx(
                "absolute top-2 left-1/2 ml-2.5 size-2 rounded-full forced:bg-canvas-text",
                // A count of its own says it already.
                questions === 0 && "bg-danger-fill",
              )}
            >
              <span className="sr-only">{t("waiting", { n: waiting })}</span>
            </span>
          )}
          {key === "you" && quiet !== null && (
            <span className="absolute top-1.5 left-1/2 ml-2 rounded-full bg-list p-0.5 text-ink-2">
              <Moon aria-hidden="true" className="size-3" strokeWidth={2} />
              <span className="sr-only">{t("quietUntil", { time: clockTime(quiet, t.language) })}</span>
            </span>
          )}
          {count > 0 && (
            <span
              aria-hidden="true"
              className="absolute top-1 left-1/2 ml-2 min-w-5 rounded-full bg-danger-fill px-1.5 text-center font-semibold text-11 text-on-danger tabular-nums"
            >
              {count > 99 ? "99+" : count}
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

import { type ReactNode, Suspense } from "react";
import { panelTitleId } from "../../shared/panel.ts";
import { usePreferences } from "../../shared/preferences.ts";
import { useStrings } from "../../shared/use-strings.ts";
import type { Viewport } from "../../shared/viewport.ts";
import { cx } from "../../ui/cx.ts";
import { strings } from "../strings/index.ts";
import { optionalPart } from "./optional-part.ts";

// Nobody drags it before anything is painted; without it the list keeps its width.
const ListResizer = optionalPart(async () => (await import("./ListResizer.tsx")).ListResizer);

export interface FrameParts {
  readonly rail: ReactNode;
  readonly list: ReactNode;
  readonly foot: ReactNode;
  readonly banners: ReactNode;
  readonly content: ReactNode;
  /** Null: closed, or there is none here. */
  readonly panel: ReactNode;
  readonly bar: ReactNode;
}

/** Rail, list, content and panel: beside each other where there is room, one level at a time on a phone. */
export function Frame({
  viewport,
  level,
  over,
  roomy = false,
  onClosePanel,
  ...parts
}: FrameParts & {
  readonly viewport: Viewport;
  /** What a phone shows: the list of chats, or what was chosen from it. */
  readonly level: "list" | "content";
  /** The panel lies over the content instead of beside it. */
  readonly over: boolean;
  /** The panel holds more than names: it takes the greater width. */
  readonly roomy?: boolean;
  readonly onClosePanel: () => void;
}) {
  const t = useStrings(strings);
  if (viewport === "phone") return <PhoneFrame level={level} {...parts} />;
  return (
    <div className="flex h-full flex-col">
      <SkipLink />
      <div className="flex min-h-0 flex-1">
        <nav
          data-region="rail"
          tabIndex={-1}
          aria-label={t("places")}
          className="flex w-rail shrink-0 flex-col bg-rail"
        >
          {parts.rail}
        </nav>
        <ListColumn>
          {parts.list}
          {parts.foot}
        </ListColumn>
        <div className="flex min-w-0 flex-1 flex-col bg-content">
          {parts.banners}
          <div className="relative flex min-h-0 flex-1">
            <Content>{parts.content}</Content>
            {parts.panel !== null && viewport === "mid" && (
              <div aria-hidden="true" className="absolute inset-0 z-20 bg-scrim" onClick={onClosePanel} />
            )}
            {parts.panel !== null && (
              <aside
                data-region="panel"
                tabIndex={-1}
                aria-labelledby={panelTitleId}
                className={cx(
                  "flex max-w-11/12 shrink-0 flex-col bg-list",
                  // In place of what is said beside a call, else beside or over the room.
                  roomy ? "w-panel-wide" : over && viewport === "wide" ? "w-call-chat" : "w-panel",
                  over && "absolute inset-y-0 right-0 z-30 mid:shadow-float",
                )}
              >
                {parts.panel}
              </aside>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

function PhoneFrame({
  level,
  list,
  banners,
  content,
  panel,
  bar,
}: FrameParts & { readonly level: "list" | "content" }) {
  const t = useStrings(strings);
  return (
    <div className="flex h-full flex-col bg-content">
      <SkipLink />
      {banners}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {level === "list" ? (
          <main id="content" tabIndex={-1} data-bare-focus className="flex min-h-0 flex-1 flex-col">
            <nav data-region="list" tabIndex={-1} aria-label={t("channels")} className="flex min-h-0 flex-1 flex-col">
              {list}
            </nav>
          </main>
        ) : (
          <Content>{content}</Content>
        )}
        {panel !== null && level === "content" && (
          <aside
            data-region="panel"
            tabIndex={-1}
            aria-labelledby={panelTitleId}
            className="absolute inset-0 z-30 flex flex-col bg-list"
          >
            {panel}
          </aside>
        )}
      </div>
      {bar}
    </div>
  );
}

function Content({ children }: { readonly children: ReactNode }) {
  const t = useStrings(strings);
  return (
    <main
      id="content"
      data-region="content"
      tabIndex={-1}
      aria-label={t("content")}
      className="flex min-h-0 min-w-0 flex-1 flex-col"
    >
      {children}
    </main>
  );
}

function ListColumn({ children }: { readonly children: ReactNode }) {
  const t = useStrings(strings);
  const { listWidth } = usePreferences();
  return (
    <nav
      data-region="list"
      tabIndex={-1}
      aria-label={t("channels")}
      className="relative flex min-h-0 shrink-0 flex-col bg-list"
      style={{ width: listWidth }}
    >
      {children}
      <Suspense>
        <ListResizer />
      </Suspense>
    </nav>
  );
}

function SkipLink() {
  const t = useStrings(strings);
  return (
    <button
      type="button"
      onClick={() => document.getElementById("content")?.focus()}
      className="sr-only rounded-control bg-float px-3 py-2 font-medium text-14 text-ink shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60"
    >
      {t("skip")}
    </button>
  );
}

import { useEffect, useRef } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useCalmWait } from "../../../../ui/Skeleton.tsx";
import type { RoomModel } from "../../model/room-model.ts";
import { chatStrings } from "../../strings/index.ts";
import { TimelineSkeleton } from "./TimelineSkeleton.tsx";

/** Loading and failing at the upper edge, over the strip that is kept for it; the first look at an empty window. */
export function Edges({
  model,
}: {
  readonly model: Pick<RoomModel, "rows" | "fetchOlder" | "fetchNewer"> & {
    readonly timeline: Pick<RoomModel["timeline"], "older" | "newer">;
  };
}) {
  const t = useStrings(chatStrings);
  const older = useSignal(model.timeline.older);
  const newer = useSignal(model.timeline.newer);
  const rows = useSignal(model.rows);
  const waiting = useCalmWait(older === "loading");
  /** Nothing is on its way, and nothing of what is here has a row: reactions without end. */
  const bare = useCalmWait(rows.length === 0 && older === "more");
  const offline = useSignal(useSession().connection).state === "offline";
  const failed = older === "failed" ? "olderFailed" : newer === "failed" ? "newerFailed" : null;
  const retry = () => (older === "failed" ? model.fetchOlder() : model.fetchNewer());
  const again = useRef(() => {});
  useEffect(() => {
    again.current = () => void (failed !== null && retry());
  });
  useEffect(() => {
    if (!offline) again.current();
  }, [offline]);
  if (rows.length === 0 && waiting) return <TimelineSkeleton />;
  if (failed !== null) {
    // That there is no connection is said once, above everything.
    if (offline) return null;
    return (
      <div className="sticky top-0 z-10 mx-2 flex justify-center">
        <div
          role="alert"
          className="absolute top-2 flex items-center gap-2 rounded-card bg-float py-1 pr-1 pl-4 text-13 shadow-float"
        >
          {t(failed)}
          <button
            type="button"
            onClick={retry}
            className="h-7 shrink-0 rounded-control px-3 font-medium text-accent hover:bg-float-hover touch:h-11"
          >
            {t("retry")}
          </button>
        </div>
      </div>
    );
  }
  if (bare && !waiting) {
    return (
      <div className="m-auto flex flex-col items-center gap-2 px-4 text-center text-ink-2">
        <p role="status">{t("nothingRecent")}</p>
        <button
          type="button"
          onClick={model.fetchOlder}
          className="min-h-7 rounded-control px-3 font-medium text-accent hover:bg-accent-soft touch:min-h-11"
        >
          {t("loadOlder")}
        </button>
      </div>
    );
  }
  if (!waiting) return null;
  return (
    <div className="sticky top-0 z-10 flex justify-center">
      <div role="status" className="absolute top-2 rounded-full bg-float px-4 py-1 text-13 text-ink-2 shadow-float">
        {t("loadingOlder")}
      </div>
    </div>
  );
}

/** Says that a message that was asked for is on its way: what stands here until then is where the reader was. */
export function Finding({ waiting }: { readonly waiting: boolean }) {
  const t = useStrings(chatStrings);
  if (!useCalmWait(waiting)) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-12 z-10 flex justify-center">
      <div role="status" className="rounded-full bg-float px-4 py-1 text-13 text-ink-2 shadow-float">
        {t("findingMessage")}
      </div>
    </div>
  );
}

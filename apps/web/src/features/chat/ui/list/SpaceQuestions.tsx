import type { SpaceSummary } from "@parley/matrix";
import { Suspense } from "react";
import { LeaveDialog } from "../dialogs/LeaveDialog.tsx";
import { CreateCategoryDialog, CreateChannelDialog } from "../dialogs/lazy.ts";

/** What a server's menu leads to. */
export type SpaceQuestion =
  | { readonly kind: "channel"; readonly categoryId: string | null }
  | { readonly kind: "category" | "leave" };

/** The dialogs of a server; nothing while nothing is asked. */
export function SpaceQuestions({
  space,
  question,
  onClose,
}: {
  readonly space: SpaceSummary;
  readonly question: SpaceQuestion | null;
  readonly onClose: () => void;
}) {
  return (
    <Suspense>
      {question?.kind === "channel" && (
        <CreateChannelDialog space={space} categoryId={question.categoryId} onClose={onClose} />
      )}
      {question?.kind === "category" && <CreateCategoryDialog space={space} onClose={onClose} />}
      {question?.kind === "leave" && <LeaveDialog kind="space" id={space.id} name={space.name} onClose={onClose} />}
    </Suspense>
  );
}

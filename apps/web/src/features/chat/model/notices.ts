import type { NoticeItem } from "@parley/matrix";

/** What happened to or by several people, folded: one clause of the sentence. */
export interface NoticeClause {
  readonly kind: NoticeItem["notice"]["kind"];
  /** Whom it happened to, or who did it; in order, each once. */
  readonly names: readonly string[];
  /** The new value, where the kind has one (`renamed`, `room-name`, `topic`). */
  readonly value: string | null;
  /** Who did it, when that is someone other than `names` (`withActor`). */
  readonly by: string | null;
}

const subjectOf = (item: NoticeItem): string =>
  "subjectName" in item.notice
    ? item.notice.subjectName
    : item.notice.kind === "renamed"
      ? item.notice.from
      : item.actorName;

const newValueOf = (item: NoticeItem): string | null =>
  item.notice.kind === "renamed" ? item.notice.to : "value" in item.notice ? item.notice.value : null;

/** Of what one person does to others. */
const withActor: ReadonlySet<NoticeClause["kind"]> = new Set(["invited", "let-in", "kicked", "banned", "unbanned"]);

/** Who has come was invited: once is enough. */
function withoutInvitation(clauses: NoticeClause[], name: string): void {
  const index = clauses.findIndex((clause) => clause.kind === "invited" && clause.names.includes(name));
  const invited = clauses[index];
  if (invited === undefined) return;
  const names = invited.names.filter((other) => other !== name);
  if (names.length === 0) clauses.splice(index, 1);
  else clauses[index] = { ...invited, names };
}

/**
 * Folds a run of notices. Joining and leaving again within the run cancels out, an invitation goes into the coming that
 * follows it, the coming of who had asked into their being let in; only the last of several changes of one value is told.
 */
export function foldNotices(items: readonly NoticeItem[]): readonly NoticeClause[] {
  const clauses: NoticeClause[] = [];
  for (const item of items) {
    const kind = item.notice.kind;
    const name = subjectOf(item);
    const value = newValueOf(item);
    const by = withActor.has(kind) ? item.actorName : null;
    // Who asked to come in and may has as good as come.
    if (kind === "joined" && clauses.some((clause) => clause.kind === "let-in" && clause.names.includes(name)))
      continue;
    if (kind === "joined") withoutInvitation(clauses, name);
    if (kind === "left" || kind === "joined") {
      const opposite = kind === "left" ? "joined" : "left";
      const index = clauses.findIndex((clause) => clause.kind === opposite && clause.names.includes(name));
      const undone = clauses[index];
      if (undone !== undefined) {
        const names = undone.names.filter((other) => other !== name);
        if (names.length === 0) clauses.splice(index, 1);
        else clauses[index] = { ...undone, names };
        continue;
      }
    }
    const mergeable = kind !== "renamed" && value === null;
    const index = clauses.findIndex((clause) =>
      mergeable ? clause.kind === kind && clause.by === by : clause.kind === kind && clause.names.includes(name),
    );
    const standing = clauses[index];
    if (standing === undefined) clauses.push({ kind, names: [name], value, by });
    else if (mergeable) {
      clauses[index] = {
        ...standing,
        names: standing.names.includes(name) ? standing.names : [...standing.names, name],
      };
    } else clauses[index] = { ...standing, value };
  }
  return clauses;
}

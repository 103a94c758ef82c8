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
const withActor: ReadonlySet<NoticeClause["kind"]> = new Set([
  "invited",
  "uninvited",
  "let-in",
  "kicked",
  "banned",
  "unbanned",
]);

/** The last of several roles is the one that they have. */
const roles: readonly NoticeClause["kind"][] = ["made-admin", "made-moderator", "made-member"];

/** One clause while it is being folded: who is in it by id, since two people may have one name. */
interface Folding {
  readonly kind: NoticeClause["kind"];
  readonly people: Map<string, string>;
  value: string | null;
  readonly by: { readonly id: string; readonly name: string } | null;
}

/** Takes a person out of the first clause of a kind; whether they stood in one. */
function takeOut(clauses: Folding[], kind: Folding["kind"], id: string): boolean {
  const index = clauses.findIndex((clause) => clause.kind === kind && clause.people.has(id));
  const clause = clauses[index];
  if (clause === undefined) return false;
  clause.people.delete(id);
  if (clause.people.size === 0) clauses.splice(index, 1);
  return true;
}

/** Names that several of these people have. */
function sharedNames(clauses: readonly Folding[]): ReadonlySet<string> {
  const owner = new Map<string, string>();
  const shared = new Set<string>();
  const see = (id: string, name: string): void => {
    if ((owner.get(name) ?? id) !== id) shared.add(name);
    owner.set(name, id);
  };
  for (const { people, by } of clauses) {
    for (const [id, name] of people) see(id, name);
    if (by !== null) see(by.id, by.name);
  }
  return shared;
}

/**
 * Folds a run of notices. Joining and leaving again within the run cancels out, an invitation goes into the coming that
 * follows it, the coming of who had asked into their being let in; only the last of several changes of one value is told.
 * People of one name are told apart by their ids, as in the list of members.
 */
export function foldNotices(items: readonly NoticeItem[]): readonly NoticeClause[] {
  const clauses: Folding[] = [];
  for (const item of items) {
    const { kind } = item.notice;
    const id = item.subjectId;
    const value = newValueOf(item);
    const isRole = roles.includes(kind);
    const told = withActor.has(kind) || (isRole && item.actorId !== id);
    const by = told ? { id: item.actorId, name: item.actorName } : null;
    if (isRole) for (const other of roles) takeOut(clauses, other, id);
    // Who asked to come in and may has as good as come.
    if (kind === "joined" && clauses.some((clause) => clause.kind === "let-in" && clause.people.has(id))) continue;
    // Who has come was invited: once is enough.
    if (kind === "joined") takeOut(clauses, "invited", id);
    if (kind === "left" && takeOut(clauses, "joined", id)) continue;
    if (kind === "joined" && takeOut(clauses, "left", id)) continue;
    const mergeable = kind !== "renamed" && value === null;
    const standing = clauses.find(
      (clause) => clause.kind === kind && (mergeable ? clause.by?.id === by?.id : clause.people.has(id)),
    );
    if (standing === undefined) clauses.push({ kind, people: new Map([[id, subjectOf(item)]]), value, by });
    else if (!mergeable) standing.value = value;
    else if (!standing.people.has(id)) standing.people.set(id, subjectOf(item));
  }
  const shared = sharedNames(clauses);
  const apart = (id: string, name: string): string => (shared.has(name) ? `${name} (${id})` : name);
  return clauses.map(({ kind, people, value, by }) => ({
    kind,
    names: [...people].map(([id, name]) => apart(id, name)),
    value,
    by: by === null ? null : apart(by.id, by.name),
  }));
}

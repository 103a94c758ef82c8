import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { ConversationRow, ConversationTables } from "./tables.ts";

/** What is looked for in a list. */
export interface ListQuery {
  readonly account: string;
  readonly archived: boolean;
  readonly agent: string | null;
  readonly label: string | null;
  /** In label, key and title, whatever their case. */
  readonly search: string | null;
  readonly since: number | null;
  readonly hidden: readonly ("global" | "unknown")[];
  readonly limit: number;
  readonly offset: number;
}

/** One page of an account's conversations, and how many there are. */
export function createList(reader: Kysely<ConversationTables>) {
  return {
    list: (query: ListQuery): Promise<ConversationRow[]> =>
      reader
        .selectFrom("conversations")
        .selectAll()
        .where(matching(query))
        .orderBy("pinned", "desc")
        .orderBy("updated_at", "desc")
        .orderBy("id")
        .limit(query.limit)
        .offset(query.offset)
        .execute(),
    count: async (query: ListQuery): Promise<number> => {
      const { n } = await reader
        .selectFrom("conversations")
        .select((select) => select.fn.countAll<number>().as("n"))
        .where(matching(query))
        .executeTakeFirstOrThrow();
      return n;
    },
  };
}

function matching(query: ListQuery) {
  return (where: ExpressionBuilder<ConversationTables, "conversations">) => {
    const like = query.search === null ? null : `%${query.search.replace(/[%_\\]/g, "\\$&")}%`;
    return where.and([
      where("account", "=", query.account),
      where("archived_at", query.archived ? "is not" : "is", null),
      ...(query.agent === null ? [] : [where("agent", "=", query.agent)]),
      ...(query.label === null ? [] : [where("label", "=", query.label)]),
      ...(query.since === null ? [] : [where("updated_at", ">=", query.since)]),
      ...(query.hidden.includes("global") ? [where("key", "!=", "global")] : []),
      ...(query.hidden.includes("unknown") ? [where("key", "not like", "agent:%:unknown%")] : []),
      ...(like === null
        ? []
        : [
            sql<boolean>`(label LIKE ${like} ESCAPE '\\' OR key LIKE ${like} ESCAPE '\\' OR title LIKE ${like} ESCAPE '\\')`,
          ]),
    ]);
  };
}

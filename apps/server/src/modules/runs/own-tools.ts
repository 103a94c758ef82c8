import type { Origin, Tool } from "@parley/agents";
import type { Conversation, HistoryMessage } from "@parley/protocol";
import type { RunRow } from "./store.ts";

/** What an agent keeps of a person; names and texts are anybody's who has written them. */
interface Notes {
  read(account: string, agent: string, name: string): Promise<Note | null>;
  list(account: string, agent: string, prefix: string): Promise<readonly { name: string; taint: readonly Origin[] }[]>;
  write(account: string, agent: string, name: string, note: Note): Promise<void>;
}
interface Note {
  readonly text: string;
  readonly taint: readonly Origin[];
}

/** A person's own conversations. Keys are as clients spell them. Throws NOT_FOUND. */
interface Sessions {
  find(account: string, search: string | null, limit: number): Promise<readonly Conversation[]>;
  history(account: string, key: string, limit: number): Promise<readonly HistoryMessage[]>;
}

const usualListed = 10;
const usualRead = 20;

/** Tools that know whose run it is: notes of this agent and person, and the person's own conversations. */
export async function createOwnTools(
  { notes, sessions }: { readonly notes: Notes; readonly sessions: Sessions },
  { account, agent }: Pick<RunRow, "account" | "agent">,
): Promise<readonly Tool[]> {
  const { builtIn } = await import("@parley/agents");
  const words = (text: string, taint: readonly Origin[] = []) => ({
    parts: [{ type: "text" as const, text }],
    ...(taint[0] === undefined ? {} : { origin: taint[0] }),
  });
  return [
    {
      ...builtIn.memoryRead,
      async run({ key }) {
        const note = await notes.read(account, agent, String(key));
        return note === null ? words("There is no such note.") : words(note.text, note.taint);
      },
    },
    {
      ...builtIn.memoryWrite,
      async run({ key, text }, { taint }) {
        await notes.write(account, agent, String(key), { text: String(text), taint });
        return words(String(text).trim() === "" ? "Removed." : "Kept.");
      },
    },
    {
      ...builtIn.memoryList,
      async run({ prefix }) {
        const found = await notes.list(account, agent, typeof prefix === "string" ? prefix : "");
        const text = found.map(({ name }) => `- ${name}`).join("\n");
        return words(
          text === "" ? "There are no notes." : text,
          found.flatMap(({ taint }) => taint),
        );
      },
    },
    {
      ...builtIn.sessionList,
      async run({ search, limit }) {
        const most = typeof limit === "number" ? limit : usualListed;
        const found = await sessions.find(account, typeof search === "string" && search !== "" ? search : null, most);
        const lines = found.map(
          ({ key, label, derivedTitle, updatedAt }) =>
            `- ${key}: ${label ?? derivedTitle ?? "(nothing said)"} (${new Date(updatedAt).toISOString()})`,
        );
        return words(lines.length === 0 ? "There are none." : lines.join("\n"));
      },
    },
    {
      ...builtIn.sessionRead,
      async run({ session, limit }) {
        const most = typeof limit === "number" ? limit : usualRead;
        const found = await sessions.history(account, String(session), most);
        const lines = found.map(({ role, content }) => `${role}: ${content.map((part) => part.text).join("\n")}`);
        return words(lines.length === 0 ? "Nothing was said in it." : lines.join("\n\n"));
      },
    },
  ];
}

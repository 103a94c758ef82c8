import { createContext, useContext } from "react";

/** What a message becomes: the words after the command, followed by `after`. */
export interface Rewrite {
  readonly after?: string;
  readonly style?: "emote";
}

/** What came of a command: nothing that needs words, what was done, or why it was not, in the chosen language. */
export type CommandOutcome = null | { readonly done: string } | { readonly refused: string };

/** Something that is done by writing `/name` at the start of a message. */
export interface SlashCommand {
  /** Without the slash: letters only. */
  readonly name: string;
  /** Names that it has elsewhere: understood, not offered. */
  readonly aliases?: readonly string[];
  /** What it does, in the chosen language. */
  readonly about: string;
  /** What follows the name, in the chosen language; null: nothing does. */
  readonly argument: string | null;
  /** It may stand without what follows it. */
  readonly optional?: boolean;
  /** What follows begins with a person, who is handed over as user id: a member of the room, or anyone. */
  readonly person?: "member" | "anyone";
  /** Whether one may do it in a room; left out: everyone may. Not known is not no. */
  readonly may?: (roomId: string) => boolean;
  /** Changes the message that is sent, or does something else; then nothing is sent. Rejects as what it calls does. */
  readonly effect: { readonly rewrite: Rewrite } | { run(argument: string, roomId: string): Promise<CommandOutcome> };
}

/** What other parts of the app bring, beside the composer's own; filled by `app/`. */
export const SlashCommandsContext = createContext<readonly SlashCommand[]>([]);
export const useSlashCommands = (): readonly SlashCommand[] => useContext(SlashCommandsContext);

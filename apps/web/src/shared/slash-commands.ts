import { createContext, useContext } from "react";

/** What a message becomes: the words after the command, followed by `after`. */
export interface Rewrite {
  readonly after?: string;
  readonly style?: "emote";
}

/** Something that is done by writing `/name` at the start of a message. */
export interface SlashCommand {
  /** Without the slash: letters only. */
  readonly name: string;
  /** What it does, in the chosen language. */
  readonly about: string;
  /** What follows the name, in the chosen language; null: nothing does. */
  readonly argument: string | null;
  /** It may stand without what follows it. */
  readonly optional?: boolean;
  /** Changes the message that is sent, or does something else; then nothing is sent. */
  readonly effect: { readonly rewrite: Rewrite } | { run(argument: string, roomId: string): Promise<void> };
}

/** What other parts of the app bring, beside the composer's own; filled by `app/`. */
export const SlashCommandsContext = createContext<readonly SlashCommand[]>([]);
export const useSlashCommands = (): readonly SlashCommand[] => useContext(SlashCommandsContext);

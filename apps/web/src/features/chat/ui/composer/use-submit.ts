import { type RefObject, useEffect, useState } from "react";
import { explain } from "../../../../shared/explain.ts";
import type { SlashCommand } from "../../../../shared/slash-commands.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { readCommand } from "../../model/commands.ts";
import type { Composer } from "../../model/composer.ts";
import type { Written } from "../../model/outgoing.ts";
import type { Surface } from "./surface.ts";
import { useCommands } from "./use-commands.ts";

/** What a command could not be taken for. */
export interface CommandFault {
  readonly kind: "unknown" | "incomplete";
  readonly name: string;
}

/** Signs of markdown, as letters. */
const escaped = (text: string): string => text.replace(/[\\`*_~[\]|<>#]/gu, "\\$&");

/** The message as the field shows it, or as its markdown says; the first letters may be a command. */
function writtenOf(
  composer: Composer,
  surface: Surface | null,
  { skip, after = "", style }: { readonly skip: number; readonly after?: string; readonly style?: "emote" },
): Written {
  const styled = style === undefined ? {} : { style };
  const shown = surface?.read({ skip, after }) ?? null;
  if (shown !== null) return { text: shown.text, format: { html: shown.html }, ...styled };
  // A fixed space is how a rich draft keeps one that markdown would swallow.
  const words = composer.text.peek().trim().slice(skip).replaceAll("\u00a0", " ");
  const space = words === "" || after === "" ? "" : " ";
  return { text: words + space + after, format: { markdown: words + space + escaped(after) }, ...styled };
}

/** Sends what is written, or does what it asks for. `send` answers whether a new message left. */
export function useSubmit(composer: Composer, surface: RefObject<Surface | null>, roomId: string) {
  const commands = useCommands(roomId);
  const shared = useStrings(sharedStrings);
  const toast = useToast();
  const [fault, setFault] = useState<CommandFault | null>(null);
  const text = useSignal(composer.text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said of a command holds for its text only
  useEffect(() => setFault(null), [text]);

  const run = (command: SlashCommand & { effect: { run: unknown } }, argument: string) => {
    if ("rewrite" in command.effect) return;
    const words = composer.text.peek();
    composer.clear();
    command.effect.run(argument, roomId).catch((error: unknown) => {
      toast({ title: explain(error, shared).sentence, priority: "high" });
      if (composer.text.peek() === "") composer.setText(words);
    });
  };
  const send = (): boolean => {
    const edits = composer.mode.peek().kind === "edit";
    const words = composer.text.peek().trim();
    if (edits) {
      // What was sent is changed: it is words, also where it begins with a slash.
      const emote = words.startsWith("/me ");
      composer.submit(writtenOf(composer, surface.current, emote ? { skip: 4, style: "emote" } : { skip: 0 }));
      return false;
    }
    const reading = readCommand(words, commands);
    if (reading.kind === "message") {
      return composer.submit(writtenOf(composer, surface.current, { skip: reading.skip }));
    }
    if (reading.kind !== "command") {
      setFault(reading);
      return false;
    }
    const { command, skip, argument } = reading;
    if ("rewrite" in command.effect) {
      return composer.submit(writtenOf(composer, surface.current, { skip, ...command.effect.rewrite }));
    }
    run({ ...command, effect: command.effect }, argument);
    return false;
  };
  return { send, fault, commands };
}

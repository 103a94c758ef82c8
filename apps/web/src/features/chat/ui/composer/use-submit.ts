import { type RefObject, useEffect, useRef, useState } from "react";
import { explain } from "../../../../shared/explain.ts";
import type { SlashCommand } from "../../../../shared/slash-commands.ts";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { argumentOf, readCommand } from "../../model/commands.ts";
import type { Composer } from "../../model/composer.ts";
import type { Written } from "../../model/outgoing.ts";
import type { Surface } from "./surface.ts";
import { useCommands } from "./use-commands.ts";

/** Why a command was not done. `refused` says it in words itself. */
export type CommandFault =
  | { readonly kind: "unknown" | "incomplete" | "forbidden"; readonly name: string }
  | { readonly kind: "refused"; readonly sentence: string };

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
  /** The words that stand in the field again, with the reason below them. */
  const refused = useRef<string | null>(null);
  const [fault, setFault] = useState<CommandFault | null>(null);
  const text = useSignal(composer.text);
  // What was said of a command holds for its text only.
  useEffect(() => {
    if (text === refused.current) return;
    refused.current = null;
    setFault(null);
  }, [text]);

  const run = (command: SlashCommand, markdown: string) => {
    if ("rewrite" in command.effect) return;
    const words = composer.text.peek();
    const argument = argumentOf(markdown, command);
    composer.clear();
    const refuse = (sentence: string) => {
      // What has been begun since stands: then the reason is told elsewhere.
      if (composer.text.peek() !== "") {
        toast({ title: sentence, priority: "high" });
        return;
      }
      composer.setText(words);
      refused.current = words;
      setFault({ kind: "refused", sentence });
    };
    command.effect.run(argument, roomId).then(
      (outcome) => {
        if (outcome === null) return;
        if ("done" in outcome) toast({ title: outcome.done });
        else refuse(outcome.refused);
      },
      (error: unknown) => refuse(explain(error, shared).sentence),
    );
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
    const reading = readCommand(words, commands, roomId);
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
    run(command, argument);
    return false;
  };
  /** What is no command goes out by the letter. */
  const sendAsText = (): boolean => composer.submit(writtenOf(composer, surface.current, { skip: 0 }));
  return { send, sendAsText, fault, commands };
}

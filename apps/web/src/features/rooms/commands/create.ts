import type { Language } from "../../../shared/messages.ts";
import type { SlashCommand } from "../../../shared/slash-commands.ts";
import { speakerOf } from "../../../shared/use-strings.ts";
import { createRoomCommands, type RoomCommandPorts } from "./room-commands.ts";
import { commandStrings } from "./strings/index.ts";

/** The commands in a language. */
export const createCommands = (ports: Omit<RoomCommandPorts, "t">, language: Language): readonly SlashCommand[] =>
  createRoomCommands({ ...ports, t: speakerOf(commandStrings, language) });

import { z } from "zod";

/** What the engine's child is told. It is one model's, and answers one question at a time. */
export type ToChild =
  | {
      readonly type: "load";
      /** The engine's entry. */
      readonly engine: string;
      readonly file: string;
      /** Null: as much as the model was made for, up to `usualContext`. */
      readonly contextTokens: number | null;
      readonly threads: number;
      /** Where states of prefixes lie. */
      readonly states: string;
      /** Names file, engine and context: a state fits nothing else. */
      readonly stamp: string;
    }
  | {
      readonly type: "ask";
      readonly id: number;
      readonly system: string;
      readonly turns: readonly { readonly role: "user" | "assistant"; readonly text: string }[];
      readonly shape: object | null;
      readonly maxTokens: number;
      readonly temperature: number | null;
    }
  | { readonly type: "stop" };

const count = () => z.int().min(0).max(1_000_000_000);
const words = () => z.string().max(2_000);

/** What it says. A model's file is from anywhere, and what reads it is native code: nothing of it is believed unseen. */
export const fromChild = z.discriminatedUnion("type", [
  z.object({ type: z.literal("beat"), rss: z.number() }),
  z.object({ type: z.literal("loaded"), contextTokens: count() }),
  z.object({ type: z.literal("unloadable"), message: words() }),
  z.object({ type: z.literal("text"), id: count(), delta: z.string().max(100_000) }),
  z.object({ type: z.literal("thought"), id: count(), delta: z.string().max(100_000) }),
  z.object({
    type: z.literal("end"),
    id: count(),
    reason: z.enum(["stop", "length"]),
    inputTokens: count(),
    outputTokens: count(),
    /** Of the input, what was not worked on again. */
    keptTokens: count(),
  }),
  z.object({ type: z.literal("fault"), id: count(), kind: z.enum(["context_length", "unknown"]), message: words() }),
]);
export type FromChild = z.infer<typeof fromChild>;

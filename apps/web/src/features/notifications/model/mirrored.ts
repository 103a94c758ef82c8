import { signal } from "@parley/kernel";
import type { Attention } from "./counts.ts";

/** What the tab in which the client runs counts; null: this one counts itself, or has not heard yet. */
export const mirrored = signal<Attention | null>(null);

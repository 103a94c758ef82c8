import { signal } from "@parley/kernel";

/** The space whose *Invite people* dialog is open; null: none. */
export const inviteDialog = signal<{ readonly id: string; readonly name: string } | null>(null);

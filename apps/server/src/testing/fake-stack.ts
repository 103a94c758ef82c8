import { AppError, type Clock } from "@parley/kernel";
import type { PartState } from "@parley/protocol";
import type { Homeserver, RoomStateEvent, Sfu, Stack } from "../platform/ports.ts";

/** A stack without children, whose homeserver lives where the test says. */
export class FakeStack implements Stack {
  readonly homeserver: FakeHomeserver;
  readonly sfu: FakeSfu;

  constructor(clock: Clock, publicUrl: string) {
    this.homeserver = new FakeHomeserver(clock, publicUrl);
    this.sfu = new FakeSfu(clock);
  }
  parts(): PartState[] {
    return [this.homeserver.part(), this.sfu.part()];
  }
  async logs(part: string): Promise<readonly string[]> {
    return [`${part} line`];
  }
  async restart(part: "homeserver" | "sfu"): Promise<PartState> {
    return this[part].part();
  }
  start(): void {}
  async stop(): Promise<void> {}
}

class FakePart {
  state: PartState["state"] = "ready";
  readonly #listeners = new Set<() => void>();
  readonly #name: PartState["name"];
  readonly #clock: Clock;
  constructor(name: PartState["name"], clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }
  part(): PartState {
    return {
      name: this.#name,
      state: this.state,
      since: this.#clock.now(),
      version: "1.0",
      run: "child",
      restarts: 0,
      lastError: null,
      cause: null,
      advice: null,
    };
  }
  become(state: PartState["state"]): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface FakeRoom {
  readonly members: readonly string[];
  readonly state: readonly (RoomStateEvent & { readonly type: string })[];
}

export class FakeHomeserver extends FakePart implements Homeserver {
  mode: "embedded" | "attached" = "embedded";
  address: string | null = null;
  name: string | null = "localhost";
  ownBase: string | null = null;
  readonly #publicUrl: string;
  tokens: string[] = [];
  failTokens = false;
  resets: { userId: string; password: string }[] = [];
  admin: Homeserver["admin"];
  readonly rooms = new Map<string, FakeRoom>();
  readonly displayNames = new Map<string, string>();
  /** Devices by user. */
  readonly signedIn = new Map<string, readonly string[]>();

  constructor(clock: Clock, publicUrl: string) {
    super("homeserver", clock);
    this.#publicUrl = publicUrl;
    this.admin = {
      createRegistrationToken: async () => {
        if (this.failTokens) throw new AppError("PART_DOWN", "down");
        const token = `registration-${this.tokens.length + 1}`;
        this.tokens.push(token);
        return token;
      },
      resetPassword: async (userId, password) => void this.resets.push({ userId, password }),
      roomMembers: async (roomId) => this.room(roomId).members,
      roomState: async (roomId, type) => this.room(roomId).state.filter((event) => event.type === type),
      displayName: async (userId) => {
        if (this.failTokens) throw new AppError("PART_DOWN", "down");
        return this.displayNames.get(userId) ?? null;
      },
      devices: async (userId) => this.signedIn.get(userId) ?? [],
    };
  }
  room(roomId: string): FakeRoom {
    const room = this.rooms.get(roomId);
    if (room === undefined) throw new AppError("NOT_FOUND", "no such room");
    return room;
  }
  upstream(): string | null {
    return this.address;
  }
  baseUrl(): string {
    return this.ownBase ?? this.#publicUrl;
  }
  origins: string[] = [];
  signInOrigins(): readonly string[] {
    return this.origins;
  }
  serverName(): string | null {
    return this.name;
  }
  async fixServerName(name: string): Promise<void> {
    if (this.name !== null && this.name !== name) throw new AppError("NAME_FIXED", "fixed");
    const isNew = this.name === null;
    this.name = name;
    if (isNew) this.become("ready");
  }
  async whenReady(): Promise<void> {
    if (this.state !== "ready") throw new AppError("PART_DOWN", "down");
  }
}

class FakeSfu extends FakePart implements Sfu {
  readonly mode = "embedded";
  address: string | null = null;
  credentials: { key: string; secret: string } | null = { key: "k", secret: "a-secret-of-at-least-32-characters" };
  constructor(clock: Clock) {
    super("sfu", clock);
  }
  key(): { key: string; secret: string } | null {
    return this.credentials;
  }
  upstream(): string | null {
    return this.address;
  }
}

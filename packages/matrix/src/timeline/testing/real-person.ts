import "fake-indexeddb/auto";
import { effect, silentLog, systemClock, systemRandom } from "@parley/kernel";
import type { RealStack } from "@parley/testkit/stack";
import { indexedDB } from "fake-indexeddb";
import type { StoredAccount } from "../../contract/account.ts";
import type { Matrix } from "../../contract/matrix.ts";
import type { FetchPort, MatrixPorts } from "../../contract/ports.ts";
import type { Session } from "../../contract/session.ts";
import type { MessageItem, Timeline } from "../../contract/timeline.ts";
import { createMatrix } from "../../create-matrix.ts";

/** Resolves once `read` (a function of signals) answers something; rejects after `ms` with `what`. */
export function until<T>(what: string, read: () => T | null | undefined | false, ms = 30_000): Promise<T> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${ms} ms for: ${what}`));
    }, ms);
    let done = false;
    stop = effect(() => {
      const value = read();
      if (done || value === null || value === undefined || value === false) return;
      done = true;
      clearTimeout(timer);
      // An effect cannot end itself while it is being made.
      queueMicrotask(() => stop());
      resolve(value);
    });
  });
}

export type Intercept = (
  url: URL,
  method: string,
  pass: () => Promise<Response>,
) => Response | Promise<Response> | null;

const never = new Promise<Response>(() => {});

/** One person with one device; the way to the homeserver can be bent. */
export class Person {
  readonly matrix: Matrix;
  session: Session;
  /** Stands before each request and may answer it; `pass` makes the request itself. Null: nothing special. */
  intercept: Intercept = () => null;
  /** How far this device's time is ahead of the homeserver's, in milliseconds. */
  ahead = 0;
  /** Rejects when the network goes away, and with it all requests under way. */
  cut = Promise.withResolvers<Response>();

  private constructor(matrix: Matrix, session: Session) {
    this.matrix = matrix;
    this.session = session;
  }

  static async signUp(stack: RealStack, username: string, fetch: FetchPort): Promise<Person> {
    const holder: { person: Person | null } = { person: null };
    const fetchPort: FetchPort = async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const pass = () => Promise.race([fetch(input, init), holder.person?.cut.promise ?? never]);
      return (await holder.person?.intercept(new URL(address), init?.method ?? "GET", pass)) ?? pass();
    };
    const ports: MatrixPorts = {
      fetch: fetchPort,
      indexedDB,
      locks: null,
      channel: null,
      clock: { ...systemClock, now: () => systemClock.now() + (holder.person?.ahead ?? 0) },
      random: systemRandom,
      log: silentLog,
    };
    const matrix = createMatrix(ports);
    const session = await matrix.signUp({
      homeserverUrl: stack.baseUrl,
      username,
      password: `password of ${username} 1A`,
      registrationToken: await stack.createRegistrationToken(),
      deviceName: "test",
    });
    const person = new Person(matrix, session);
    holder.person = person;
    await person.ready();
    return person;
  }

  get account(): StoredAccount {
    return this.session.account;
  }

  async ready(): Promise<void> {
    await until("online", () => this.session.connection.value.state === "online");
    await until("encryption ready", () => this.session.encryption.state.value.state === "ready", 60_000);
  }

  /** Takes the network away, also from requests under way; the returned function brings it back. */
  unplug(): () => void {
    const fault = new TypeError("no network");
    this.cut.promise.catch(() => {});
    this.cut.reject(fault);
    this.intercept = () => Promise.reject(fault);
    return () => {
      this.cut = Promise.withResolvers<Response>();
      this.intercept = () => null;
      this.session.reconnect();
    };
  }

  /** Ends the client and takes it up again, as a reload does. */
  async reload(between: () => void = () => {}): Promise<void> {
    await this.session.close();
    between();
    this.session = await this.matrix.resume(this.account);
  }

  async open(roomId: string): Promise<Timeline> {
    return until("the room", () => {
      // Read, so that a change of the list tries again.
      this.session.rooms.list.value;
      try {
        return this.session.openTimeline(roomId);
      } catch {
        return null;
      }
    });
  }
}

export const messages = (timeline: Timeline): MessageItem[] =>
  timeline.items.value.filter((item) => item.type === "message");

export const texts = (timeline: Timeline): string[] =>
  messages(timeline).map(({ body }) => (body.type === "text" ? body.text : `<${body.type}>`));

export const find = (timeline: Timeline, text: string): MessageItem | undefined =>
  messages(timeline).find(({ body }) => body.type === "text" && body.text === text);

export const delivered = (timeline: Timeline, text: string): Promise<MessageItem & { eventId: string }> =>
  until(`“${text}” delivered`, () => {
    const item = find(timeline, text);
    return item?.eventId != null && item.send === null ? { ...item, eventId: item.eventId } : null;
  });

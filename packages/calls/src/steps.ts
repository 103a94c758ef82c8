import type { Clock, Scope } from "@parley/kernel";
import type { RoomCall } from "@parley/matrix";
import { type Room, RoomEvent } from "livekit-client";
import type { Passes } from "./tokens.ts";

/** What is done on the way into a call, each told once: for whoever looks where the time goes. */
export type CallStep =
  | "begun"
  | "pass"
  | "signalling"
  | "connected"
  | "place"
  | "key sent"
  | "key heard"
  | "track heard"
  | "track sent";

interface Steps {
  done(step: CallStep): void;
}

/** `tell`: how many milliseconds after the beginning. */
export function createSteps(clock: Clock, tell: (step: CallStep, ms: number) => void): Steps {
  const begun = clock.now();
  const told = new Set<CallStep>();
  const done = (step: CallStep) => {
    if (told.has(step)) return;
    told.add(step);
    tell(step, clock.now() - begun);
  };
  done("begun");
  return { done };
}

/** The same call, which tells its steps. */
export function withSteps(call: RoomCall, steps: Steps): RoomCall {
  return {
    ...call,
    async join(transport, intent) {
      const place = await call.join(transport, intent);
      steps.done("place");
      return place;
    },
    async sendKey(key, to) {
      const unknown = await call.sendKey(key, to);
      if (unknown.length < to.length) steps.done("key sent");
      return unknown;
    },
    onKey: (listener) =>
      call.onKey((identity, key) => {
        steps.done("key heard");
        listener(identity, key);
      }),
  };
}

export function tellingOf(passes: Passes, steps: Steps): Passes {
  return {
    ...passes,
    async get() {
      const pass = await passes.get();
      steps.done("pass");
      return pass;
    },
  };
}

export function followRoom(room: Room, steps: Steps, scope: Scope): void {
  const follow = [
    [RoomEvent.SignalConnected, () => steps.done("signalling")],
    [RoomEvent.Connected, () => steps.done("connected")],
    [RoomEvent.TrackSubscribed, () => steps.done("track heard")],
    [RoomEvent.LocalTrackPublished, () => steps.done("track sent")],
  ] as const;
  for (const [event, told] of follow) room.on(event, told);
  scope.onEnd(() => {
    for (const [event, told] of follow) room.off(event, told);
  });
}

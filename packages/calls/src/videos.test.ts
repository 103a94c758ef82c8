import { createScope } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { RemoteTrackPublication, Track } from "livekit-client";
import { expect, it } from "vitest";
import { Videos } from "./videos.ts";

const info = { sid: "TR_1", name: "", type: 1, source: 1, muted: false, encryption: 0 };

function published() {
  const publication = new RemoteTrackPublication(
    Track.Kind.Video,
    info as unknown as ConstructorParameters<typeof RemoteTrackPublication>[1],
    true,
    {},
  );
  const asked: boolean[] = [];
  publication.on("updateSubscription", ({ subscribe }) => asked.push(subscribe));
  const clock = createManualClock();
  const scope = createScope(() => {});
  const videos = new Videos(clock, scope);
  return { publication, asked, clock, scope, videos };
}
const element = () => {
  const listened = new Set<string>();
  const target = {
    listened,
    addEventListener: (name: string) => listened.add(name),
    removeEventListener: (name: string) => listened.delete(name),
  };
  return { listened, video: target as unknown as HTMLVideoElement };
};

it("lets go of what nothing shows, a while after it was last shown", () => {
  const { publication, asked, clock, videos } = published();
  const video = videos.of(publication);
  clock.tick(4999);
  expect(asked).toEqual([]);
  clock.tick(1);
  expect(asked).toEqual([false]);
  // Looked at again for another reason: one and the same picture, and nothing is asked for.
  expect(videos.of(publication)).toBe(video);
  clock.tick(10_000);
  expect(asked).toEqual([false]);
});

it("fetches what is shown, for as long as an element shows it", () => {
  const { publication, asked, clock, videos } = published();
  const video = videos.of(publication);
  const one = element();
  const off = video?.attach(one.video);
  const other = video?.attach(element().video);
  clock.tick(60_000);
  expect(asked).toEqual([]);
  off?.();
  expect(one.listened.size).toBe(0);
  clock.tick(60_000);
  expect(asked).toEqual([]);
  other?.();
  clock.tick(5000);
  expect(asked).toEqual([false]);
  video?.attach(element().video);
  expect(asked).toEqual([false, true]);
});

it("puts the track in when it comes, and takes it out when it is gone", () => {
  const { publication, videos } = published();
  const video = videos.of(publication);
  const done: string[] = [];
  video?.attach(element().video);
  const track = { attach: () => done.push("in"), detach: () => done.push("out") };
  Object.assign(publication, { track });
  videos.of(publication);
  expect(done).toEqual(["in"]);
  Object.assign(publication, { track: undefined });
  videos.of(publication);
  expect(done).toEqual(["in", "out"]);
});

it("asks for nothing any more when the call is over", () => {
  const { publication, asked, clock, scope, videos } = published();
  const off = videos.of(publication)?.attach(element().video);
  scope.end();
  off?.();
  clock.tick(60_000);
  expect(asked).toEqual([]);
});

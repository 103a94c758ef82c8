import { type Clock, effect, type Scope, type Signal, signal } from "@parley/kernel";
import { RemoteTrackPublication, type Track, type TrackPublication } from "livekit-client";
import type { CallVideo } from "./contract.ts";

/** So long a picture still comes when nothing shows it any more: whoever turns a page back has it at once. */
const letGoMs = 5000;

/**
 * What cameras and screens show: one object for each, for as long as it is published, so that a screen which draws it again
 * need not take it down. Only what an element shows is fetched; the rest is not subscribed at all.
 */
export class Videos {
  readonly #made = new WeakMap<TrackPublication, Shown>();
  readonly #clock: Clock;
  readonly #scope: Scope;

  constructor(clock: Clock, scope: Scope) {
    this.#clock = clock;
    this.#scope = scope;
  }

  /** Null: there is none, or it is paused. */
  of(publication: TrackPublication | undefined): CallVideo | null {
    if (publication === undefined || publication.isMuted) return null;
    const known = this.#made.get(publication) ?? new Shown(publication, this.#clock, this.#scope);
    this.#made.set(publication, known);
    known.track.value = publication.track ?? null;
    return known.video;
  }
}

class Shown {
  readonly track: Signal<Track | null> = signal(null);
  readonly video: CallVideo;
  readonly #publication: TrackPublication;
  readonly #clock: Clock;
  readonly #scope: Scope;
  #elements = 0;
  #cancel = () => {};

  constructor(publication: TrackPublication, clock: Clock, scope: Scope) {
    this.#publication = publication;
    this.#clock = clock;
    this.#scope = scope;
    const size = signal<{ width: number; height: number } | null>(publication.dimensions ?? null);
    this.video = {
      id: publication.trackSid,
      size,
      attach: (element) => {
        const measure = () => {
          const { videoWidth: width, videoHeight: height } = element;
          const before = size.peek();
          if (width > 0 && (before?.width !== width || before.height !== height)) size.value = { width, height };
        };
        element.addEventListener("resize", measure);
        this.#elements += 1;
        this.#look();
        const stop = effect(() => {
          const track = this.track.value;
          track?.attach(element);
          return () => void track?.detach(element);
        });
        return () => {
          element.removeEventListener("resize", measure);
          stop();
          this.#elements -= 1;
          this.#look();
        };
      },
    };
    // Not waited for where LiveKit subscribes by itself and nothing ever shows it.
    this.#look();
    scope.onEnd(() => this.#cancel());
  }

  #look(): void {
    this.#cancel();
    if (this.#elements > 0) this.#subscribe(true);
    else if (!this.#scope.ended) this.#cancel = this.#clock.after(letGoMs, () => this.#subscribe(false));
  }

  #subscribe(wanted: boolean): void {
    const publication = this.#publication;
    if (!(publication instanceof RemoteTrackPublication) || publication.isDesired === wanted) return;
    publication.setSubscribed(wanted);
  }
}

import type { CallVideo } from "@parley/calls";
import { type Signal, signal } from "@parley/kernel";
import type { Going } from "../../model/current-call.ts";

/** What floats above other windows: one of our own (Document Picture-in-Picture), or a picture alone. */
export type Floating =
  | { readonly kind: "window"; readonly window: Window }
  | { readonly kind: "video"; readonly element: HTMLVideoElement };

const perCall = new WeakMap<Going, Signal<Floating | null>>();

export function floatingOf(going: Going): Signal<Floating | null> {
  const known = perCall.get(going) ?? signal<Floating | null>(null);
  perCall.set(going, known);
  return known;
}

interface WindowDoor {
  requestWindow(size: { readonly width: number; readonly height: number }): Promise<Window>;
}

function windowDoor(): WindowDoor | null {
  const { documentPictureInPicture: door } = Object(window);
  return typeof door?.requestWindow === "function" ? door : null;
}

/** What this browser lets float; null: nothing. */
export function floatingKind(): Floating["kind"] | null {
  if (windowDoor() !== null) return "window";
  return document.pictureInPictureEnabled === true ? "video" : null;
}

/** Opens it, from a press. `video`: what is to be seen where no more than a picture floats. Rejects where the browser refuses. */
export async function float(going: Going, video: CallVideo | null): Promise<void> {
  const floating = floatingOf(going);
  const door = windowDoor();
  if (door !== null) {
    const opened = await door.requestWindow({ width: 320, height: 280 });
    dress(opened);
    opened.addEventListener("pagehide", () => {
      if (floating.peek()?.kind === "window") floating.value = null;
    });
    floating.value = { kind: "window", window: opened };
    return;
  }
  if (video === null) return;
  const element = document.createElement("video");
  element.muted = true;
  element.autoplay = true;
  element.playsInline = true;
  element.className = "sr-only";
  document.body.append(element);
  const off = video.attach(element);
  try {
    if (element.readyState === 0) {
      await new Promise<void>((resolve, reject) => {
        element.addEventListener("loadedmetadata", () => resolve(), { once: true });
        setTimeout(() => reject(new Error("no picture came")), firstPictureMs);
      });
    }
    await element.requestPictureInPicture();
  } catch (thrown) {
    element.remove();
    throw thrown;
  } finally {
    // From here on whoever is featured is put into it.
    off();
  }
  element.addEventListener("leavepictureinpicture", () => {
    floating.value = null;
  });
  floating.value = { kind: "video", element };
}

const firstPictureMs = 3000;

/** Takes it down; the call goes on. */
export function sink(floating: Floating): void {
  if (floating.kind === "window") floating.window.close();
  else {
    if (document.pictureInPictureElement === floating.element) void document.exitPictureInPicture().catch(() => {});
    floating.element.remove();
  }
}

/** The same look as the page that it comes from. */
function dress(opened: Window): void {
  const from = document.documentElement;
  const to = opened.document.documentElement;
  to.lang = from.lang;
  for (const [name, value] of Object.entries(from.dataset)) to.dataset[name] = value;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet], style")) {
    const copy = opened.document.importNode(sheet, true);
    // Its own address is no base for others.
    if (sheet instanceof HTMLLinkElement) copy.setAttribute("href", sheet.href);
    opened.document.head.append(copy);
  }
}

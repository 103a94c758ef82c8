import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { focusLost } from "../../../../shared/regions.ts";
import { useShortcut } from "../../../../shared/shortcuts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useViewport } from "../../../../shared/viewport.ts";
import type { Going } from "../../model/current-call.ts";
import { useCurrentCall } from "../current.ts";
import { focusControls } from "../focus-controls.ts";
import { useHand } from "../signs/use-hand.ts";
import { stageStrings } from "./strings/index.ts";

/** The keys of a call, wherever one reads. None is one that a hand falls on by itself: leaving cannot be taken back. */
export const callKeys = {
  microphone: "mod+shift+m",
  camera: "mod+shift+o",
  screen: "mod+shift+e",
  hand: "mod+shift+h",
  chat: "mod+shift+y",
  leave: "mod+shift+l",
} as const;

export function useCallKeys(going: Going): void {
  const t = useStrings(stageStrings);
  const current = useCurrentCall();
  const call = useSignal(going.call);
  const hand = useHand(going, call);
  useShortcut({ keys: callKeys.microphone, label: t("keysMicrophone") }, () => {
    void call?.setMicrophone(!call.microphone.peek().on);
  });
  useShortcut({ keys: callKeys.camera, label: t("keysCamera") }, () => {
    void call?.setCamera(!call.camera.peek().on);
  });
  useShortcut({ keys: callKeys.screen, label: t("keysScreen") }, () => {
    void call?.setScreen(!call.screen.peek().on);
  });
  useShortcut({ keys: callKeys.hand, label: t("keysHand") }, hand.toggle);
  useShortcut({ keys: callKeys.leave, label: t("keysLeave") }, () => void current.leave());
}

/** Where the call's own room is shown. */
export function useChatKey(onChat: () => void): void {
  const t = useStrings(stageStrings);
  useShortcut({ keys: callKeys.chat, label: t("keysChat") }, onChat);
}

/** The focus goes from the button that led here to the controls, and from these to the room's field. */
export function useFocus(stage: RefObject<HTMLElement | null>, ready: boolean): void {
  const phone = useViewport() === "phone";
  const field = useRef(!phone);
  useEffect(() => {
    // On a phone the keyboard would cover the room.
    field.current = !phone;
  }, [phone]);
  useLayoutEffect(() => {
    const section = stage.current;
    return () => {
      if (section?.contains(document.activeElement) !== true || !field.current) return;
      // Once it is gone.
      queueMicrotask(() => focusLost(document, "composer"));
    };
  }, [stage]);
  // Once more when they can be used: others stand in their place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changes with it is on the screen
  useLayoutEffect(focusControls, [ready]);
}

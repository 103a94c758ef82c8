import { createCapture, deviceFaultOf, type MakeBlur, type MakeNoiseFilter, watchLevel } from "@parley/calls/devices";
import { systemClock } from "@parley/kernel";
import type { PrepareCall } from "../../model/current-call.ts";
import { entryDevices } from "../../model/device-choices.ts";
import { type WatchedDevices, watchDevices } from "../../model/device-list.ts";
import { followChoices } from "../../model/follow-choices.ts";
import { createHanding } from "../../model/handing.ts";
import { createPreview, type Preview } from "../../model/preview.ts";
import { holdToTalk } from "../../model/push-to-talk.ts";
import { deviceChoices } from "./choices.ts";

/** Comes when somebody turns it on. */
const makeNoiseFilter: MakeNoiseFilter = async (context) =>
  (await import("../../model/noise-filter.ts")).makeNoiseFilter(context);

const makeBlur: MakeBlur = async (camera, blur) =>
  (await import("../../model/blur/own-blur.ts")).makeBlur(camera, blur);

/** The devices of this browser. */
export const ownCapture = createHanding(
  createCapture(navigator.mediaDevices, systemClock, makeNoiseFilter, makeBlur),
  systemClock,
);

/** Calls go out with what is chosen in this browser, and follow it. */
export function withChoices(prepare: PrepareCall): PrepareCall {
  return async (roomId) => {
    const prepared = await prepare(roomId);
    return {
      join(entry) {
        const chosen = deviceChoices.values.peek();
        const call = prepared.join({
          ...entry,
          // Whoever holds a key to speak comes in silent.
          microphone: entry.microphone && chosen.talkKey === null,
          devices: { ...entryDevices(chosen), ...entry.devices },
        });
        followChoices(call, deviceChoices.values);
        holdToTalk(call, deviceChoices.values, window);
        return call;
      },
    };
  };
}

export const openPreview = (): Preview =>
  createPreview({ capture: ownCapture, choices: deviceChoices.values, watchLevel, faultOf: deviceFaultOf });

export const openDeviceList = (): WatchedDevices => watchDevices(ownCapture);

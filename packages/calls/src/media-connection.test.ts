import { systemRandom } from "@parley/kernel";
import { getLogger, LoggerNames, LogLevel } from "livekit-client";
import { expect, it } from "vitest";
import { createMediaRoom } from "./media-connection.ts";

it("has LiveKit say nothing but errors, its worker too: of each frame without a key it would say a word", () => {
  createMediaRoom(null, systemRandom);
  for (const name of [LoggerNames.E2EE, LoggerNames.Engine]) {
    expect(getLogger(name).getLevel()).toBe(LogLevel.error);
  }
});

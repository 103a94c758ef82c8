import { afterEach, describe, expect, it, vi } from "vitest";
import { byteSize, clockTime, dateAndTime, dayName, duration, fullTime, isoTime, listTime, shortTime } from "./time.ts";

const now = new Date(2026, 4, 14, 15, 30).getTime();
const minute = 60_000;
afterEach(() => vi.unstubAllGlobals());

describe("times", () => {
  it("are relative under an hour, then the clock, the weekday, the date", () => {
    expect(shortTime(now - 5 * minute, now, "en")).toMatch(/5 min/);
    expect(shortTime(now - 20_000, now, "en")).toBe("now");
    expect(shortTime(new Date(2026, 4, 14, 9, 5).getTime(), now, "en")).toMatch(/9:05/);
    expect(shortTime(new Date(2026, 4, 12, 9, 5).getTime(), now, "en")).toBe("Tue");
    expect(shortTime(new Date(2026, 2, 12).getTime(), now, "en")).toMatch(/12|Mar/);
    expect(shortTime(new Date(2025, 2, 12).getTime(), now, "en")).toMatch(/2025/);
  });
  it.each([
    ["en-GB", "en", /^00:07$/],
    ["en-US", "en", /^12:07\sAM$/],
    ["es-ES", "es", /^0:07$/],
  ] as const)("are written as in %s", (region, language, expected) => {
    vi.stubGlobal("navigator", { languages: [region] });
    expect(clockTime(new Date(2026, 4, 14, 0, 7).getTime(), language)).toMatch(expected);
  });
  it("takes a time a little ahead of ours for now", () => {
    expect(shortTime(now + 30_000, now, "en")).toBe("now");
  });
  it("says the clock for just before midnight as yesterday's weekday", () => {
    const morning = new Date(2026, 4, 14, 0, 10).getTime();
    expect(listTime(new Date(2026, 4, 13, 23, 50).getTime(), morning, "en")).toBe("Wed");
  });
  it("draws whatever number a homeserver takes for a time", () => {
    for (const ts of [9e15, -9e15, Number.NaN, Number.POSITIVE_INFINITY, 0.5]) {
      for (const draw of [clockTime, dateAndTime, fullTime]) expect(draw(ts, "en")).not.toBe("");
      for (const draw of [shortTime, listTime, dayName]) expect(draw(ts, now, "es")).not.toBe("");
      expect(Number.isFinite(Date.parse(isoTime(ts)))).toBe(true);
    }
  });
  it("names days", () => {
    expect(dayName(now, now, "en")).toBe("Today");
    expect(dayName(now - 24 * 60 * minute, now, "es")).toBe("Ayer");
    expect(dayName(new Date(2026, 4, 1).getTime(), now, "en")).toMatch(/Friday/);
  });
  it("says durations and sizes in one unit", () => {
    expect(duration(40_000, "en")).toBe("40 seconds");
    expect(duration(2 * minute + 5000, "en")).toBe("2 minutes");
    expect(duration(0, "en")).toBe("0 seconds");
    expect(duration(minute, "es")).toBe("1 minuto");
    expect(byteSize(4_230_000, "en")).toBe("4.2 MB");
    expect(byteSize(0, "en")).toBe("0 bytes");
  });
});

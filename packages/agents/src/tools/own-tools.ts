import type { Clock } from "@parley/kernel";
import { builtIn } from "./definitions.ts";
import { evaluate } from "./math.ts";
import { failure, type Tool, words } from "./tool.ts";

/** `current_time`: the clock's time, in the person's own zone unless another is asked for. */
export function createCurrentTime(clock: Clock, ownZone: string): Tool {
  return {
    ...builtIn.currentTime,
    async run({ timeZone }) {
      const zone = typeof timeZone === "string" && timeZone !== "" ? timeZone : ownZone;
      const now = new Date(clock.now());
      try {
        const format = new Intl.DateTimeFormat("en-GB", {
          timeZone: zone,
          dateStyle: "full",
          timeStyle: "long",
          hourCycle: "h23",
        });
        return words(`${format.format(now)} (${zone}); ${now.toISOString()}`);
      } catch {
        return failure(`There is no time zone ${zone}.`);
      }
    },
  };
}

/** `math_eval`. */
export const mathEval: Tool = {
  ...builtIn.mathEval,
  async run({ expression }) {
    const value = evaluate(String(expression));
    // What is behind the fifteenth digit is dust of binary fractions.
    return words(String(Number(value.toPrecision(15))));
  },
};

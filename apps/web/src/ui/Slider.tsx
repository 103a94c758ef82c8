import type { CSSProperties } from "react";
import { cx } from "./cx.ts";

/** A thin line, filled as far as its value, with a round thumb. */
const look = cx(
  "played-track h-4 w-full min-w-0 cursor-pointer appearance-none rounded-full bg-transparent disabled:cursor-default touch:h-11",
  "[&::-webkit-slider-runnable-track]:h-1 [&::-webkit-slider-runnable-track]:rounded-full",
  "[&::-webkit-slider-thumb]:-mt-1 [&::-webkit-slider-thumb]:size-3 [&::-webkit-slider-thumb]:appearance-none",
  "[&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:bg-accent",
  "[&::-moz-range-track]:h-1 [&::-moz-range-track]:rounded-full [&::-moz-range-track]:bg-line-control",
  "[&::-moz-range-progress]:h-1 [&::-moz-range-progress]:rounded-full [&::-moz-range-progress]:bg-accent",
  "[&::-moz-range-thumb]:size-3 [&::-moz-range-thumb]:border-0 [&::-moz-range-thumb]:bg-accent",
);

/** A number between 0 and `max`, by pulling or by the arrow keys. */
export function Slider({
  label,
  value,
  max,
  step,
  valueText,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly step: number;
  /** The value in words. */
  readonly valueText: string;
  readonly onChange: (value: number) => void;
}) {
  const filled: CSSProperties & Record<"--played", string> = { "--played": `${(100 * value) / max}%` };
  return (
    <input
      type="range"
      min={0}
      max={max}
      step={step}
      value={value}
      aria-label={label}
      aria-valuetext={valueText}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      className={look}
      style={filled}
    />
  );
}

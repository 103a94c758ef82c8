import type { Device } from "../../model/device-list.ts";

/** A select takes no empty value. */
export const system = "system";

interface Words {
  readonly system: string;
  readonly away: string;
  /** The name of the nth of its kind, while the browser names none. */
  readonly numbered: (n: number) => string;
}

/** What a picker offers: the system's choice, each device, and the chosen one though it is not there now. */
export function deviceOptions(
  devices: readonly Device[],
  chosen: string,
  words: Words,
): readonly { readonly value: string; readonly label: string }[] {
  const named = devices.filter(({ id }) => id !== "");
  const known = chosen === "" || named.some(({ id }) => id === chosen);
  return [
    { value: system, label: words.system },
    ...named.map(({ id, label }, at) => ({ value: id, label: label === "" ? words.numbered(at + 1) : label })),
    ...(known ? [] : [{ value: chosen, label: words.away }]),
  ];
}

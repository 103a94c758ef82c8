import type { Fault } from "./fault.ts";
export function checkBundle(_root: string): Fault[] {
  return [];
}

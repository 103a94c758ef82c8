export type { SwitcherAction } from "./model/targets.ts";
export { QuickSwitcher } from "./ui/QuickSwitcher.tsx";

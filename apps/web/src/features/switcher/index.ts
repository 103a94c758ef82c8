export type { SwitcherAction, SwitcherPage } from "./model/targets.ts";
export { QuickSwitcher } from "./ui/QuickSwitcher.tsx";

export {
  type Account,
  type Budget,
  type Cost,
  costOf,
  emptyAccount,
  type Price,
  reserve,
  settle,
} from "./budget.ts";
export { taintOf, targetOf } from "./taint.ts";
export { allows, judge, type ToolPolicy, type Verdict } from "./tool-policy.ts";

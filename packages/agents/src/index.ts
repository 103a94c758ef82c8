export * from "./context/door.ts";
export * from "./contract/door.ts";
export * from "./loop/door.ts";
export * from "./policy/door.ts";
export * from "./providers/door.ts";
export * from "./replay/door.ts";
export * from "./tools/door.ts";

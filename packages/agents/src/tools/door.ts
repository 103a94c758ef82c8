export { checkInput } from "./check-input.ts";
export { defaultTools, systemPrompt } from "./default-prompt.ts";
export { builtIn } from "./definitions.ts";
export { createFindTools } from "./find-tools.ts";
export { createCurrentTime, mathEval } from "./own-tools.ts";
export type { Tool, ToolAnswer } from "./tool.ts";
export { createWebFetch } from "./web-fetch.ts";

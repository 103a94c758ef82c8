export { buildContext } from "./build-context.ts";
export { mendHistory } from "./mend-history.ts";
export { estimateTokens, messageSize, toolSize } from "./tokens.ts";

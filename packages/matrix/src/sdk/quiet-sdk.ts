import { logger } from "matrix-js-sdk/lib/logger.js";

// Evaluated before the rest of the SDK: some of its modules keep the log function that they find when they are loaded,
// and would write room and event ids to the console for ever.
if ("setLevel" in logger && typeof logger.setLevel === "function") logger.setLevel("silent", false);

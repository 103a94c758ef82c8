import type { Log } from "@parley/kernel";
import { logger as globalLogger, type Logger } from "matrix-js-sdk/lib/logger.js";

/**
 * The SDK's log behind ours. Only its warnings and errors, only their first text and cut short: its debug lines carry
 * ids, device lists and request bodies.
 */
export function createSdkLogger(log: Log): Logger {
  const line =
    (level: "debug" | "warn") =>
    (...parts: readonly unknown[]): void => {
      const [first] = parts;
      const detail = parts.find((part) => part instanceof Error);
      log[level]("matrix-js-sdk", {
        text: typeof first === "string" ? first.slice(0, 200) : undefined,
        error: detail instanceof Error ? detail.name : undefined,
      });
    };
  const silent = (): void => {};
  const logger: Logger = {
    trace: silent,
    debug: silent,
    info: silent,
    // What the SDK warns of is mostly handled by it; its errors are often a mere lack of network.
    warn: line("debug"),
    error: line("warn"),
    getChild: () => logger,
  };
  return logger;
}

/** Leads the loggers that the SDK's parts make for themselves later, each with a level of its own, to ours as well. */
export function captureGlobalLogger(logger: Logger): void {
  globalLogger.getChild = () => logger;
}

/** Values that a log line may carry; never secrets: the sink redacts, the caller still must not pass them. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where lines go. `child` adds fields to every line below it. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

/** Drops everything. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};

import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { type Clock, nestsDeeper } from "@parley/kernel";
import type { SandboxChild } from "../../platform/sandbox/sandbox.ts";
import { messageBytes } from "./deps.ts";

/** Lines that are no messages: programs print a greeting, and who goes on speaks something else. */
const strayMost = 20;
/** What it may write within a window. */
const windowMs = 10_000;
const windowBytes = 32 * 1024 * 1024;
const nestedMost = 64;

/** A program's input and output as a transport of the protocol: a line is a message. Bounded, unlike the library's own. */
export function createStdioTransport(
  child: SandboxChild,
  { clock, read }: { readonly clock: Clock; readonly read: (value: unknown) => JSONRPCMessage | null },
): Transport {
  let pending: Buffer[] = [];
  let size = 0;
  let stray = 0;
  let begun = clock.now();
  let inWindow = 0;
  let closed = false;
  const transport: Transport = {
    async start() {
      child.stdout.on("data", take);
      void child.ended.then((why) => end(new Error(why)));
    },
    async send(message) {
      if (closed) throw new Error("it has ended");
      // It does not read what it is sent: nothing is kept for it without bound.
      if (child.stdin.writableLength > messageBytes) end(new Error("it does not read what it is sent"));
      else child.stdin.write(`${JSON.stringify(message)}\n`);
    },
    async close() {
      end(null);
    },
  };
  const end = (why: Error | null) => {
    if (closed) return;
    closed = true;
    pending = [];
    child.kill();
    if (why !== null) transport.onerror?.(why);
    transport.onclose?.();
  };
  const hear = (line: string) => {
    if (line.trim() === "") return;
    const message = nestsDeeper(line, nestedMost) ? null : read(parse(line));
    if (message !== null) transport.onmessage?.(message);
    else if (++stray > strayMost) end(new Error("it does not speak the protocol"));
  };
  const take = (chunk: Buffer) => {
    const now = clock.now();
    if (now - begun > windowMs) [begun, inWindow] = [now, 0];
    inWindow += chunk.length;
    if (inWindow > windowBytes) return end(new Error("it writes without end"));
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0 && !closed; at = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...pending, chunk.subarray(from, at)]).toString("utf8");
      [pending, size, from] = [[], 0, at + 1];
      hear(line);
    }
    if (closed) return;
    const rest = chunk.subarray(from);
    size += rest.length;
    if (size > messageBytes) return end(new Error(`it wrote a message of more than ${messageBytes} bytes`));
    if (rest.length > 0) pending.push(rest);
  };
  return transport;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

import { createServer } from "node:net";
import { AppError } from "@parley/kernel";
import type { DataFolder } from "./data-folder.ts";

const defaultPort = 8420;
const portsTried = 50;

/**
 * The port of this data folder: the one asked for, else the stored one, else the first free one from 8420. Chosen once
 * and stored; a later `asked` replaces it. Throws PORT_TAKEN with a sentence for people.
 */
export async function choosePort(
  folder: DataFolder,
  asked: number | null,
  host: string,
  isFree: (port: number, host: string) => Promise<boolean> = portIsFree,
): Promise<number> {
  const fixed = asked ?? folder.facts.port;
  if (fixed !== null) {
    if (!(await isFree(fixed, host))) throw portTaken(fixed, asked !== null);
    if (folder.facts.port !== fixed) folder.remember({ port: fixed });
    return fixed;
  }
  for (let port = defaultPort; port < defaultPort + portsTried; port += 1) {
    if (!(await isFree(port, host))) continue;
    folder.remember({ port });
    return port;
  }
  throw new AppError(
    "PORT_TAKEN",
    `No port from ${defaultPort} to ${defaultPort + portsTried - 1} is free. Name one with --port N.`,
  );
}

function portTaken(port: number, asked: boolean): AppError {
  const rest = asked
    ? "Name another with --port N."
    : "It belongs to this data folder: with another port every browser would lose its keys. End what uses it, or choose another with --port N and sign in anew.";
  return new AppError("PORT_TAKEN", `Port ${port} is taken by another program. ${rest}`);
}

/** Whether TCP `port` can be listened on at `host` now. */
export function portIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

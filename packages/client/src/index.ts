export { createClient } from "./client.ts";
export type { Abroad, ClientOptions, ClientPorts, ParleyClient, SocketPort } from "./contract.ts";

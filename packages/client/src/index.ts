export { createClient } from "./client.ts";
export type { ClientOptions, ClientPorts, ParleyClient, SocketPort } from "./contract.ts";

export type { ClientOptions, ClientPorts, ParleyClient, SocketPort } from "./contract.ts";

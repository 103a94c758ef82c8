import { createHash, generateKeyPairSync, sign } from "node:crypto";
import type { Clock } from "@parley/kernel";
import type { Frame, Socket } from "./test-socket.ts";

type Fields = Readonly<Record<string, unknown>>;

/** How a device introduces itself, where it is not as usual. */
interface Introduction {
  readonly token?: string;
  readonly password?: string;
  readonly deviceToken?: string;
  readonly scopes?: readonly string[];
  /** Of the signed text. */
  readonly text?: "v1" | "v2" | "v3";
  readonly signedAt?: number;
  readonly nonce?: string;
  /** Replaces parts of the finished proof. */
  readonly proof?: Fields;
  /** Replaces other parameters of `connect`. */
  readonly params?: Fields;
}

/** A client's device with a key of its own. */
export class TestDevice {
  readonly #keys = generateKeyPairSync("ed25519");
  readonly publicKey: string;
  readonly id: string;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    const raw = this.#keys.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
    this.publicKey = raw.toString("base64url");
    this.id = createHash("sha256").update(raw).digest("hex");
  }

  /** Sends `connect` as the family's clients do, and answers its answer. */
  async connect(socket: Socket, how: Introduction = {}): Promise<Frame> {
    const challenge = await socket.event("connect.challenge");
    const scopes = how.scopes ?? ["operator.read"];
    const client = { id: "cli", version: "1", platform: "Linux", deviceFamily: "PC", mode: "cli", displayName: "Box" };
    const signedAt = how.signedAt ?? this.#clock.now();
    const nonce = how.nonce ?? challenge.payload.nonce;
    const token = how.token ?? how.deviceToken ?? "";
    const { text = "v3" } = how;
    const common = [text, this.id, client.id, client.mode, "operator", scopes.join(","), signedAt, token];
    const fields = { v1: common, v2: [...common, nonce], v3: [...common, nonce, "linux", "pc"] }[text];
    const signature = sign(null, Buffer.from(fields.join("|")), this.#keys.privateKey).toString("base64url");
    const { password, deviceToken } = how;
    const auth = { ...(how.token ? { token: how.token } : {}), ...(password ? { password } : {}) };
    return socket.request(
      "connect",
      {
        minProtocol: 3,
        maxProtocol: 4,
        client,
        role: "operator",
        scopes,
        device: { id: this.id, publicKey: this.publicKey, signature, signedAt, nonce, ...how.proof },
        auth: { ...auth, ...(deviceToken ? { deviceToken } : {}) },
        ...how.params,
      },
      "connect",
    );
  }
}

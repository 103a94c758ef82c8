import type { AccessToken, MethodName, PairedDevice, ParamsOf, PendingDevice, ResultOf } from "@parley/protocol";
import { long } from "./community.ts";
import type { Scenario } from "./scenario.ts";

type Answers = { readonly [M in MethodName]?: (params: ParamsOf<M>) => ResultOf<M> };

const minute = 60_000;
const me = "@rosa:localhost";

/** Programs that act as the account, as the stage plays them. */
export function programAnswers(scenario: Scenario, now: number): Answers {
  const none = scenario.programs === "none";
  const named = (name: string) => (scenario.names === "long" ? long : name);
  const token = (id: string, name: string, part: Partial<AccessToken> = {}): AccessToken => ({
    id,
    name,
    owner: me,
    scopes: ["operator.read", "operator.write", "operator.approvals"],
    createdAt: now - 20_000 * minute,
    lastUsedAt: now - 12 * minute,
    expiresAt: null,
    revokedAt: null,
    ...part,
  });
  const client = {
    role: "operator",
    platform: "linux",
    clientMode: "cli",
    remoteIp: "192.0.2.7",
    publicKey: "x",
    scopes: ["operator.read", "operator.write"],
  };
  const deviceId = "5f1f0c9e2a7b4d8896e3c1a05b7d2f4e8a6c9b0d1e2f3a4b5c6d7e8f90a1b2c3";
  const pending: PendingDevice = {
    ...client,
    requestId: "pair_1",
    deviceId,
    displayName: named("Workshop terminal"),
    clientId: "clawdbot-cli",
    isRepair: false,
    ts: now - 40_000,
  };
  const paired: PairedDevice = {
    ...client,
    deviceId: `a7${deviceId.slice(2)}`,
    displayName: named("Laptop"),
    clientId: "openclaw",
    roles: ["operator"],
    createdAtMs: now - 9000 * minute,
    approvedAtMs: now - 9000 * minute,
    tokens: [{ role: "operator", scopes: client.scopes, createdAtMs: now, lastUsedAtMs: now - 3 * minute }],
  };
  return {
    "tokens.list": () => ({
      tokens: none
        ? []
        : [
            token("tok_2", named("Home automation"), { owner: "@mira:localhost", scopes: ["operator.read"] }),
            token("tok_1", named("laptop"), { expiresAt: now + 18 * 24 * 60 * minute }),
            token("tok_3", "nightly summary", { scopes: ["operator.admin"], lastUsedAt: null }),
          ],
    }),
    "tokens.create": ({ name, scopes }) => ({
      token: "prl_4Xq2mZ7vT1nB8sK5wL0cR9dY3fG6hJpAeUoIiQxZyMk",
      accessToken: token("tok_4", name, { scopes, lastUsedAt: null }),
    }),
    "tokens.revoke": ({ id }) => ({ accessToken: token(id, "laptop", { revokedAt: now }) }),
    "device.pair.list": () => (none ? { pending: [], paired: [] } : { pending: [pending], paired: [paired] }),
    "device.pair.approve": ({ requestId }) => ({ requestId, device: paired }),
    "device.pair.reject": ({ requestId }) => ({ requestId, deviceId }),
    "device.pair.remove": ({ deviceId: id }) => ({ deviceId: id }),
  };
}

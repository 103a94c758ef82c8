import { expect, test } from "vitest";
import { registrationOf, synapseConfig, synapseLogConfig } from "./config.ts";

const config = (limits: "normal" | "relaxed" = "normal") =>
  synapseConfig({
    serverName: "example.org",
    publicUrl: "https://chat.example.org",
    port: 4711,
    folder: "/data/synapse",
    logFile: "/data/logs/homeserver.log",
    secrets: { registration: "r", macaroon: "m", form: "f" },
    limits,
    callService: "https://chat.example.org/livekit/jwt",
    registrationFile: "/data/synapse/registration.json",
  });

test("it listens on loopback only and speaks with no other server", () => {
  const made = config();
  expect(made.listeners).toEqual([
    expect.objectContaining({
      port: 4711,
      bind_addresses: ["127.0.0.1"],
      x_forwarded: true,
      resources: [{ names: ["client", "openid"], compress: false }],
    }),
  ]);
  expect(made).toMatchObject({
    federation_domain_whitelist: [],
    send_federation: false,
    room_prejoin_state: { additional_event_types: ["m.space.parent"] },
    trusted_key_servers: [],
    report_stats: false,
    url_preview_enabled: false,
    allow_public_rooms_over_federation: false,
  });
});

test("accounts need a token", () => {
  expect(config()).toMatchObject({
    enable_registration: true,
    registration_requires_token: true,
    allow_guest_access: false,
  });
  expect(config()).not.toHaveProperty("enable_registration_without_verification");
  // A person's session ends by signing out, never by the clock.
  expect(config()).not.toHaveProperty("session_lifetime");
});

test("what calls are made of is on", () => {
  expect(config()).toMatchObject({
    max_event_delay_duration: "24h",
    experimental_features: { msc4143_enabled: true, msc4354_enabled: true },
  });
});

test("several devices of one person are all counted as here", () => {
  expect(config()).toMatchObject({ presence: { enabled: true }, rc_presence: { per_user: { per_second: 5 } } });
});

test("guessing passwords stays slow unless a test asks otherwise", () => {
  expect(config()).toMatchObject({ rc_login: { failed_attempts: { per_second: 0.05, burst_count: 10 } } });
  expect(config("relaxed")).toMatchObject({ rc_login: { failed_attempts: { per_second: 1000 } } });
});

test("a new database is prepared at once only where nobody reads meanwhile", () => {
  expect(config()).not.toHaveProperty("background_updates");
  expect(config("relaxed")).toMatchObject({ background_updates: { sleep_enabled: false } });
});

test("its log rotates", () => {
  expect(synapseLogConfig("/l")).toMatchObject({
    handlers: { file: { filename: "/l", maxBytes: 5_000_000, backupCount: 3 } },
  });
});

test("calls are where the token service is, and rooms are told of without acting as anybody", () => {
  expect(config()).toMatchObject({
    matrix_rtc: {
      transports: [{ type: "livekit", livekit_service_url: "https://chat.example.org/livekit/jwt" }],
    },
    app_service_config_files: ["/data/synapse/registration.json"],
  });
  const registration = registrationOf("http://127.0.0.1:5", { ours: "a", theirs: "h" });
  expect(registration.namespaces).toEqual({ users: [], aliases: [], rooms: [{ exclusive: false, regex: ".*" }] });
});

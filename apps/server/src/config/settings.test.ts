import { expect, test } from "vitest";
import { linesOfJson5 } from "./json5-lines.ts";
import { readSettings, settingsHelp } from "./read-settings.ts";
import { settingNames, settingsSchema, variableOf } from "./schema.ts";
import { faultLine, type Settings } from "./settings.ts";

function read(options: { argv?: string[]; env?: Record<string, string>; files?: Record<string, string> } = {}) {
  return readSettings({
    argv: options.argv ?? [],
    env: { HOME: "/home/ada", ...options.env },
    readFile: (path) => {
      const text = options.files?.[path];
      if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: "ENOENT" });
      return text;
    },
  });
}

function settingsOf(options: Parameters<typeof read>[0]): Settings {
  const result = read(options);
  if (!result.ok) throw new Error(result.faults.map(faultLine).join("\n"));
  return result.settings;
}

function faultsOf(options: Parameters<typeof read>[0]): string[] {
  const result = read(options);
  return result.ok ? [] : result.faults.map(faultLine);
}

test("nothing given is a whole set of settings", () => {
  expect(settingsOf({})).toEqual({
    dataFolder: "/home/ada/.local/share/parley",
    partsFolder: "/home/ada/.cache/parley/parts",
    port: null,
    host: "127.0.0.1",
    publicUrl: null,
    tls: null,
    trustedProxies: [],
    homeserver: { mode: "embedded", domain: null, limits: "normal" },
    otherHomeservers: "none",
    membersFrom: [],
    mcpServers: [],
    hookMappings: [],
    keep: { runs: null, usage: null, audit: null },
    sfu: { mode: "embedded", binary: null, mediaAddress: null, turn: { ownPort: null, servers: [] } },
    open: true,
  });
});

test("other homeservers: none, any or a list, by flag and in the file", () => {
  const others = (text: string) =>
    settingsOf({ argv: ["--data", "/d"], files: { "/d/parley.json5": text } }).otherHomeservers;
  expect(settingsOf({ argv: ["--homeservers", "any"] }).otherHomeservers).toBe("any");
  expect(settingsOf({ argv: ["--homeservers", "example.org, https://matrix.example.net"] }).otherHomeservers).toEqual([
    "example.org",
    "https://matrix.example.net",
  ]);
  expect(others("{ homeservers: 'any' }")).toBe("any");
  expect(others("{ homeservers: ['example.org'] }")).toEqual(["example.org"]);
  expect(faultsOf({ argv: ["--homeservers", "any,example.org"] })).toEqual(["--homeservers: none and any stand alone"]);
  expect(faultsOf({ argv: ["--homeservers", "http://example.org"] })[0]).toContain(
    "such as https://matrix.example.org",
  );
});

test("servers of tools: programs and addresses, only in the file, and let to nobody by themselves", () => {
  const file = (text: string, env = {}) => ({ argv: ["--data", "/d"], env, files: { "/d/parley.json5": text } });
  const key = `\${${"KEY"}}`;
  const text = `{ mcpServers: {
    docs: { url: "https://docs.example/mcp", headers: { Authorization: "Bearer ${key}" }, agents: ["main"], unasked: ["find"], secrets: ["X-Key", "X-Key"] },
    sums: { command: ["node", "/server/a.mjs"], folder: "/opt/sums", env: { MODE: "fast" } },
  } }`;
  expect(settingsOf(file(text, { KEY: "abc" })).mcpServers).toEqual([
    {
      name: "docs",
      run: { type: "http", url: "https://docs.example/mcp", headers: { Authorization: "Bearer abc" } },
      agents: ["main"],
      unasked: ["find"],
      secrets: ["X-Key"],
    },
    {
      name: "sums",
      run: { type: "stdio", command: ["node", "/server/a.mjs"], folder: "/opt/sums", env: { MODE: "fast" } },
      agents: [],
      unasked: [],
      secrets: [],
    },
  ]);
  for (const wrong of [
    "[]",
    "{ a__b: { command: ['x'] } }",
    "{ Docs: { command: ['x'] } }",
    "{ a: {} }",
    "{ a: { command: [] } }",
    "{ a: { command: 'rm -rf' } }",
    "{ a: { command: ['x'], folder: 'here' } }",
    "{ a: { command: ['x'], env: { LD_PRELOAD: '/x.so' } } }",
    "{ a: { command: ['x'], secrets: ['LD_PRELOAD'] } }",
    "{ a: { url: 'https://x.example', secrets: ['X Key'] } }",
    "{ a: { command: ['x'], url: 'https://x.example' } }",
    "{ a: { url: 'file:///etc/passwd' } }",
    "{ a: { url: 'https://x.example/?key=1' } }",
    "{ a: { url: 'https://u:p@x.example/' } }",
    `{ ${Array.from({ length: 17 }, (_, at) => `a${at}: { command: ["x"] }`).join()} }`,
  ]) {
    expect([wrong, faultsOf(file(`{ mcpServers: ${wrong} }`)).length]).toEqual([wrong, 1]);
  }
  expect(faultsOf({ argv: ["--mcp-servers", "{}"] })).toHaveLength(1);
  expect(settingsOf({ env: { PARLEY_MCP_SERVERS: "{}" } }).mcpServers).toEqual([]);
});

test("hooks: paths of one's own by templates, and never by code", () => {
  const file = (hooks: string) => ({ argv: ["--data", "/d"], files: { "/d/parley.json5": `{ hooks: ${hooks} }` } });
  const mappings = `{ mappings: [
    { match: { path: "forge" }, name: "Forge", agentId: "main", sessionKey: "hook:forge", messageTemplate: "{{a}}" },
    { match: { path: "dear" }, model: "far/large", timeoutSeconds: 30, messageTemplate: "x" },
    { match: { path: "bell" }, action: "wake", wakeMode: "next-heartbeat", textTemplate: "It rang." },
  ] }`;
  const plain = {
    action: "agent",
    agentId: null,
    name: null,
    sessionKey: null,
    model: null,
    timeoutMs: null,
    wakeMode: null,
  };
  expect(settingsOf(file(mappings)).hookMappings).toEqual([
    { ...plain, path: "forge", agentId: "main", name: "Forge", sessionKey: "hook:forge", template: "{{a}}" },
    { ...plain, path: "dear", model: "far/large", timeoutMs: 30_000, template: "x" },
    { ...plain, path: "bell", action: "wake", wakeMode: "next-heartbeat", template: "It rang." },
  ]);
  const row = (more: string) => `{ mappings: [{ match: { path: "x" }, messageTemplate: "x", ${more} }] }`;
  for (const wrong of [
    "[]",
    row("transform: { module: './x.js' }"),
    row("sessionKey: 'main'"),
    row("agentId: 'main:main:x'"),
    row("action: 'run'"),
    row("wakeMode: 'later'"),
    "{ mappings: [{ match: { path: 'agent' }, messageTemplate: 'x' }] }",
    "{ mappings: [{ match: { path: '../x' }, messageTemplate: 'x' }] }",
    "{ mappings: [{ match: { path: 'x' } }] }",
    "{ mappings: [{ match: { path: 'x' }, messageTemplate: 'x' }, { match: { path: 'x' }, messageTemplate: 'y' }] }",
  ]) {
    expect([wrong, faultsOf(file(wrong)).length]).toEqual([wrong, 1]);
  }
});

test("hooks: what the family's mappings have and ours do not is refused by name", () => {
  const said = (more: string) =>
    faultsOf({
      argv: ["--data", "/d"],
      files: { "/d/parley.json5": `{ hooks: { mappings: [{ match: { path: "x" }, ${more} }] } }` },
    });
  const agent = "messageTemplate: 'x'";
  for (const [more, words] of [
    [`${agent}, to: '+15551234567'`, /mappings\.0\.to.* no other network is connected/u],
    [`${agent}, channel: 'slack'`, /mappings\.0\.channel.* no other network is connected/u],
    [`${agent}, deliver: true`, /mappings\.0\.deliver.* no other network is connected/u],
    [`${agent}, thinking: 'high'`, /mappings\.0\.thinking/u],
    [`${agent}, transform: { module: './x.js' }`, /mappings\.0\.transform.* write a template/u],
    [`${agent}, model: 'large'`, /mappings\.0\.model.* PROVIDER\/MODEL/u],
    [`${agent}, model: 7`, /mappings\.0\.model/u],
    [`${agent}, timeoutSeconds: 0`, /mappings\.0\.timeoutSeconds/u],
    ["action: 'wake', textTemplate: 'x', model: 'a/b'", /mappings\.0\.model.* only action "agent"/u],
    ["action: 'wake', textTemplate: 'x', to: 'me'", /mappings\.0\.to/u],
    [`action: 'run', ${agent}`, /mappings\.0\.action/u],
  ] as const) {
    expect(said(more)).toEqual([expect.stringMatching(words)]);
  }
});

test("how long things are kept: for ever, or so many days and no fewer", () => {
  expect(settingsOf({ argv: ["--keep-runs", "30"], env: { PARLEY_KEEP_AUDIT: "400" } }).keep).toEqual({
    runs: 30,
    usage: null,
    audit: 400,
  });
  for (const [flag, days] of [
    ["--keep-runs", "0"],
    ["--keep-usage", "61"],
    ["--keep-audit", "29"],
    ["--keep-runs", "-1"],
    ["--keep-runs", "x"],
  ] as const) {
    expect([flag, faultsOf({ argv: [flag, days] }).length]).toEqual([flag, 1]);
  }
});

test("homeservers whose accounts are members: a name and an address, beside the homeservers", () => {
  const given = ["--members-from", "example.org=https://matrix.example.org/,localhost:8448=http://127.0.0.1:9000"];
  expect(settingsOf({ argv: ["--homeservers", "any", ...given] }).membersFrom).toEqual([
    { name: "example.org", url: "https://matrix.example.org" },
    { name: "localhost:8448", url: "http://127.0.0.1:9000" },
  ]);
  const files = { "/d/parley.json5": "{ homeservers: 'any', membersFrom: 'example.org=https://m.example.org' }" };
  expect(settingsOf({ argv: ["--data", "/d"], files }).membersFrom).toHaveLength(1);
  expect(faultsOf({ argv: given })).toEqual([
    "--members-from: needs --homeservers too: people sign in at their homeserver first",
  ]);
  const any = ["--homeservers", "any", "--members-from"];
  for (const wrong of [
    "example.org",
    "example.org=",
    "=https://m.example.org",
    "example.org=http://m.example.org",
    "example.org=https://m.example.org/path",
    "example.org=https://a:b@m.example.org",
    "Example.org=https://m.example.org",
  ])
    expect(faultsOf({ argv: [...any, wrong] })[0], wrong).toContain("such as example.org=https://matrix.example.org");
  expect(faultsOf({ argv: [...any, "a.example=https://a.example,a.example=https://b.example"] })).toEqual([
    "--members-from: names one homeserver twice",
  ]);
  expect(faultsOf({ argv: ["--domain", "a.example", ...any, "a.example=https://a.example"] })[0]).toContain(
    "is this server's own name",
  );
});

test("a flag stands above the environment, the environment above the file", () => {
  const files = { "/d/parley.json5": "{ port: 1111, host: '127.0.0.3', domain: 'a.example', open: false }" };
  const settings = settingsOf({
    argv: ["--data", "/d", "--port=3333"],
    env: { PARLEY_PORT: "2222", PARLEY_HOST: "127.0.0.2" },
    files,
  });
  expect(settings.port).toBe(3333);
  expect(settings.host).toBe("127.0.0.2");
  expect(settings.homeserver).toMatchObject({ domain: "a.example" });
  expect(settings.open).toBe(false);
});

test("a bad file lists every fault with line and path", () => {
  const text = `// ours
{
  port: 70000, /* too
  high */
  colour: "red",
  trustedProxy: [
    "10.0.0.0/8",
    "everyone",
  ],
  "publicUrl": 'chat.example.org',
  livekitSecret: "s3cret",
}`;
  expect(faultsOf({ argv: ["--config", "/etc/parley.json5"], files: { "/etc/parley.json5": text } })).toEqual([
    "/etc/parley.json5:3: port: must be a whole number from 1 to 65535",
    "/etc/parley.json5:5: colour: is not a setting",
    "/etc/parley.json5:8: trustedProxy.1: must be an address or range such as 10.0.0.0/8",
    "/etc/parley.json5:10: publicUrl: must be an address such as https://chat.example.org",
  ]);
  expect(
    faultsOf({
      argv: ["--config", "/c"],
      files: { "/c": '{\n livekit: "wss://x", livekitKey: "k",\n livekitSecret: "s" }' },
    })[0],
  ).toBe("/c:3: livekitSecret: is a secret; use PARLEY_LIVEKIT_SECRET or a file");
});

test("a file that is not JSON5 says where", () => {
  expect(faultsOf({ argv: ["--data", "/d"], files: { "/d/parley.json5": "{\n port: \n}" } })).toEqual([
    "/d/parley.json5:3: is not JSON5: invalid character '}' at 3:1",
  ]);
});

test("a named file must exist, the one in the data folder need not", () => {
  expect(faultsOf({ argv: ["--config", "/none"] })[0]).toContain("/none: does not exist");
  expect(faultsOf({ argv: ["--data", "/none"] })).toEqual([]);
});

test("all bad flags and variables are named together", () => {
  expect(
    faultsOf({ argv: ["--prot", "--port", "x", "--domain", "Not A Name", "--host"], env: { PARLEY_PORT: "0" } }),
  ).toEqual([
    "--prot: is not known; --port was perhaps meant, npm start -- --help lists all",
    "--port: must be a whole number from 1 to 65535",
    "--domain: must be a name such as example.org, in lower case",
    "--host: needs a value",
    "PARLEY_PORT: must be a whole number from 1 to 65535",
  ]);
});

test.each([
  [["--prot", "9000"], "--prot: is not known; --port was perhaps meant"],
  [["--prot=9000"], "--prot: is not known; --port was perhaps meant"],
  [["--pubic-url", "https://chat.example.org"], "--pubic-url: is not known; --public-url was perhaps meant"],
  [["--homserver", "https://x.example"], "--homserver: is not known; --homeserver was perhaps meant"],
  [["--setuplink"], "--setuplink: is not known; --setup-link was perhaps meant"],
  [["--colour", "red"], "--colour: is not known; npm start -- --help lists all"],
  [["9000"], "9000: is not known; npm start -- --help lists all"],
])("%j is one fault, with what was perhaps meant", (argv, said) => {
  const faults = faultsOf({ argv });
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(said);
});

test("beyond this machine only with TLS or a proxy that has it", () => {
  const files = { "/c.pem": "cert", "/k.pem": "key" };
  const [refused] = faultsOf({ argv: ["--host", "0.0.0.0"] });
  for (const way of ["--tls-cert", "--tls-key", "--trusted-proxy"]) expect(refused).toContain(way);
  expect(faultsOf({ argv: ["--host", "::"] })).toHaveLength(1);
  expect(settingsOf({ argv: ["--host", "0.0.0.0", "--trusted-proxy", "10.0.0.0/8, ::1"] }).trustedProxies).toEqual([
    "10.0.0.0/8",
    "::1",
  ]);
  expect(settingsOf({ argv: ["--host", "0.0.0.0", "--tls-cert", "/c.pem", "--tls-key", "/k.pem"], files }).tls).toEqual(
    {
      certFile: "/c.pem",
      keyFile: "/k.pem",
    },
  );
  expect(faultsOf({ argv: ["--tls-cert", "/c.pem"], files })).toEqual(["--tls-cert: needs --tls-key too"]);
  expect(faultsOf({ argv: ["--tls-cert", "/gone", "--tls-key", "/k.pem"], files })[0]).toContain(
    "--tls-cert: cannot be read",
  );
});

test("a public address without TLS is refused unless it is this machine", () => {
  expect(faultsOf({ argv: ["--public-url", "http://chat.example.org"] })[0]).toContain("https://");
  expect(settingsOf({ argv: ["--public-url", "http://localhost:9000/"] }).publicUrl).toBe("http://localhost:9000");
});

test("attached parts need what they need", () => {
  expect(faultsOf({ argv: ["--homeserver", "https://m.example.org"] })[0]).toContain("--domain");
  expect(
    settingsOf({ argv: ["--homeserver", "https://m.example.org/", "--domain", "example.org"] }).homeserver,
  ).toEqual({
    mode: "attached",
    url: "https://m.example.org",
    domain: "example.org",
    adminTokenFile: null,
  });
  expect(faultsOf({ argv: ["--livekit", "wss://sfu.example.org"] })).toHaveLength(2);
  const attached = { argv: ["--livekit", "wss://sfu.example.org", "--livekit-key", "k"] };
  expect(settingsOf({ ...attached, env: { PARLEY_LIVEKIT_SECRET: "s" } }).sfu).toMatchObject({
    mode: "attached",
    secret: "s",
  });
  expect(faultsOf({ argv: ["--livekit-secret", "s"] })[0]).toContain("is not known");
});

test("a relative path in a file is meant from where the file lies", () => {
  const files = { "/etc/p/c.json5": "{ tlsCert: 'c.pem', tlsKey: '../k.pem' }", "/etc/p/c.pem": "", "/etc/k.pem": "" };
  expect(settingsOf({ argv: ["--config", "/etc/p/c.json5"], files }).tls).toEqual({
    certFile: "/etc/p/c.pem",
    keyFile: "/etc/k.pem",
  });
});

test("lines survive comments, strings and nesting", () => {
  const lines = linesOfJson5('{a: "}\\"//", // }\n/* \n */ "b c": [\n1, {d: 2\n}],\n\'e\': -Infinity}');
  expect(Object.fromEntries(lines)).toEqual({ "a": 1, "b c": 3, "b c.0": 4, "b c.1": 4, "b c.1.d": 4, "e": 6 });
});

test("schema, help and variables name the same settings", () => {
  expect(Object.keys(settingsSchema.shape).sort()).toEqual([...settingNames].sort());
  for (const name of settingNames)
    expect(settingsHelp()).toContain(name === "mcpServers" || name === "hooks" ? name : variableOf(name));
});

test("relays: LiveKit's own, a coturn with its secret, and what does not fit together", () => {
  const sfuOf = (argv: string[], env: Record<string, string> = {}) => settingsOf({ argv, env }).sfu;
  expect(sfuOf(["--turn", "embedded"])).toMatchObject({ turn: { ownPort: 3478, servers: [] } });
  const argv = [
    "--turn",
    "embedded,turns:turn.example.org,turn:turn.example.org:3479?transport=tcp",
    "--turn-port=3500",
  ];
  expect(sfuOf(argv, { PARLEY_TURN_SECRET: "s3cret" })).toMatchObject({
    turn: {
      ownPort: 3500,
      servers: [
        { host: "turn.example.org", port: 5349, protocol: "tls", secret: "s3cret" },
        { host: "turn.example.org", port: 3479, protocol: "tcp", secret: "s3cret" },
      ],
    },
  });
  expect(faultsOf({ argv: ["--turn", "turn:turn.example.org"] })[0]).toContain("--turn-secret-file");
  expect(faultsOf({ argv: ["--turn-port", "3478"] })[0]).toContain("--turn embedded");
  expect(faultsOf({ env: { PARLEY_TURN_SECRET: "s" } })[0]).toContain("--turn turns:HOST:PORT");
  for (const wrong of [
    "stun:x",
    "turn:",
    "turns:a?transport=udp",
    "turn:a..b",
    "turn:a:99999",
    "turn:[::1]",
    "TURN:a",
  ]) {
    expect(faultsOf({ argv: ["--turn", wrong], env: { PARLEY_TURN_SECRET: "s" } }), wrong).not.toEqual([]);
  }
  const beyond = ["--host", "0.0.0.0", "--trusted-proxy", "10.0.0.1", "--turn", "embedded"];
  expect(faultsOf({ argv: beyond })[0]).toContain("--media-address");
  expect(faultsOf({ argv: [...beyond, "--media-address", "203.0.113.9"] })).toEqual([]);
  expect(faultsOf({ argv: ["--media-address", "::1"] })[0]).toContain("IPv4");
  const elsewhere = { PARLEY_LIVEKIT_SECRET: "s", PARLEY_LIVEKIT: "wss://x", PARLEY_LIVEKIT_KEY: "k" };
  expect(faultsOf({ argv: ["--turn", "embedded"], env: elsewhere })[0]).toContain("that LiveKit's own configuration");
});

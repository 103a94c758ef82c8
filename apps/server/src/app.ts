import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, type Clock, type Log, type Random, serverNameOf } from "@parley/kernel";
import type { FastifyInstance } from "fastify";
import { joinAgents } from "./app-agents.ts";
import { joinFaces, joinHooks } from "./app-faces.ts";
import { joinJobs } from "./app-jobs.ts";
import { callServiceOf, webhookPath } from "./calls-addresses.ts";
import type { ConfigFile } from "./config/config-file.ts";
import type { HookMapping } from "./config/hook-mappings.ts";
import type { Keep } from "./config/keep-rows.ts";
import type { McpServer } from "./config/mcp-servers.ts";
import type { MembersFrom } from "./config/members-from.ts";
import { connectSourcesOf, type OtherHomeservers } from "./config/other-homeservers.ts";
import type { Settings } from "./config/settings.ts";
import { createAccountsModule } from "./modules/accounts/module.ts";
import type { SessionControl } from "./modules/accounts/service.ts";
import { createAuditModule } from "./modules/audit/module.ts";
import { createAuthModule } from "./modules/auth/module.ts";
import { createCallsModule, type People } from "./modules/calls/module.ts";
import { createConfigurationModule } from "./modules/configuration/module.ts";
import { createInvitesModule } from "./modules/invites/module.ts";
import type { LocalMachine } from "./modules/local/module.ts";
import { createPresenceModule } from "./modules/presence/module.ts";
import { createRoomsModule, type KnownRooms } from "./modules/rooms/module.ts";
import type { StatusDeps } from "./modules/status/deps.ts";
import { createStatusModule } from "./modules/status/module.ts";
import { createTokensModule } from "./modules/tokens/module.ts";
import type { EventSink, Redactor } from "./platform/call.ts";
import { type Chain, createChain } from "./platform/chain/chain.ts";
import { createEgress } from "./platform/egress.ts";
import { createForeignRoutes } from "./platform/http/foreign-routes.ts";
import { createGuard, createPeerReader } from "./platform/http/guard.ts";
import { createProxy, refuseUpgrade } from "./platform/http/proxy.ts";
import { createHttpServer } from "./platform/http/server.ts";
import { createWebFiles } from "./platform/http/web-files.ts";
import { createDispatcher } from "./platform/methods/dispatch.ts";
import { createIdempotency } from "./platform/methods/idempotency.ts";
import { createRateLimit, createThrottle } from "./platform/methods/throttle.ts";
import { countCalls, createMetricsFace, measureServer } from "./platform/metrics/face.ts";
import { createMetrics } from "./platform/metrics/metrics.ts";
import type { Secrets, Stack } from "./platform/ports.ts";
import { programsOf } from "./platform/sandbox/programs-of.ts";
import { createCodes } from "./platform/secrets/codes.ts";
import type { Store } from "./platform/store/store.ts";
import { createGateway, type Gateway } from "./platform/ws/gateway.ts";

/** What stands fixed for a run of the server. */
export interface AppConfig {
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly version: string;
  readonly dataFolder: string;
  /** Folder of the built web client. */
  readonly webRoot: string;
  readonly network: {
    /** The address that is listened on. */
    readonly host: string;
    /** Addresses and CIDR ranges whose forwarding headers are believed. */
    readonly trustedProxies: readonly string[];
    /** PEM contents; null: plain HTTP. */
    readonly tls: { readonly cert: string | Buffer; readonly key: string | Buffer } | null;
  };
  readonly others: OtherHomeservers;
  /** What our own homeserver shows when it tells us what happens in rooms; null: it does not tell. */
  readonly tellingToken: string | null;
  /** Other homeservers whose accounts are members here. */
  readonly membersFrom: readonly MembersFrom[];
  /** Where agents find more tools. */
  readonly mcpServers: readonly McpServer[];
  /** What becomes of events of others. */
  readonly hookMappings: readonly HookMapping[];
  readonly keep: Keep;
  /** The data folder's own token, which acts as an admin on this machine; null: none. */
  readonly localToken: string | null;
  readonly limits: { readonly maxUploadBytes: number };
}

/** Everything that the server is built from. */
export interface AppDeps {
  readonly config: AppConfig;
  readonly stack: Stack;
  readonly data: {
    readonly store: Store;
    readonly secrets: Secrets;
    /** 32 bytes that bind the rows of history and audit; the same for as long as the data folder lives. */
    readonly chainKey: Uint8Array;
    /** The file of settings, and what puts changes of it in force: `others`, `membersFrom`, `mcpServers`, `hookMappings` and `keep` say them from then on. */
    readonly settings: { readonly file: ConfigFile; readonly apply: (settings: Settings) => void };
  };
  readonly redactor: Redactor;
  readonly world: { readonly clock: Clock; readonly random: Random; readonly fetch: typeof globalThis.fetch };
  readonly process: Pick<StatusDeps["self"], "memory" | "logTail" | "logFrom"> & { readonly local: LocalMachine };
  readonly log: Log;
  /** Tests let every answer be checked against its schema. */
  readonly checkResults?: boolean;
}

/** The server, joined and not yet listening. */
export interface App {
  readonly http: FastifyInstance;
  /** What our own children may call, at a door of their own. */
  readonly internal: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Reads the file of settings anew; one with faults changes nothing. */
  reloadSettings(why: string): void;
  /** A link for the owner while there is none; null afterwards. */
  setupLink(): Promise<string | null>;
  /** Says `shutdown`, ends sockets and sessions, stops listening. The stack and the store are the caller's. */
  close(reason: string): Promise<void>;
}

const minute = 60_000;

/** Joins all modules behind one HTTP server. */
export function build(deps: AppDeps): App {
  const { config, stack, world, log } = deps;
  const startedAt = world.clock.now();
  const guard = createGuard(config.publicUrl, config.network.host);
  const peerOf = createPeerReader(config.network.trustedProxies);
  // Modules are made before the gateway that delivers their events.
  let gateway: Gateway | null = null;
  const events: EventSink = { emit: (event, payload, audience) => gateway?.emit(event, payload, audience) };
  const made = createModules(deps, events, startedAt);
  const { accounts, tokens, auth, status, presence, rooms, calls, audit, agents } = made;
  const configuration = configurationOf(deps, events, agents.settingsChanged);
  const hooks = joinHooks({ agents, presence, world, mappings: () => config.hookMappings });
  const jobs = jobsOf(deps, made);
  // One measure for all ways in.
  const rate = createRateLimit(world.clock, { burst: 300, perSecond: 50 });
  const metrics = createMetrics();
  const dispatching = createDispatcher({
    handlers: { ...handlersOf(made), ...configuration.handlers, ...hooks.handlers },
    idempotency: createIdempotency(world.clock),
    rate,
    audit: audit.audit,
    clock: world.clock,
    log,
    checkResults: deps.checkResults ?? false,
  });
  const dispatcher = countCalls(dispatching, metrics, () => world.clock.now());
  const proxy = createProxy({
    upstream: (which) => upstreamOf(stack, which),
    peerOf,
    hostAllowed: (request) => guard.host(request.headers) !== "refused",
    gate: calls.gate,
    signedOut: calls.signedOut,
    maxUploadBytes: config.limits.maxUploadBytes,
    log,
  });
  const http = createHttpServer(
    {
      publicUrl: config.publicUrl,
      tls: config.network.tls,
      guard,
      peerOf,
      proxy,
      foreign: createForeignRoutes(calls.routes, { addressOf: (request) => peerOf(request).counted, log }),
      web: createWebFiles(config.webRoot),
      methods: { dispatcher, authenticate: auth.authenticate },
      faces: {
        all: [...joinFaces({ agents, hooks, dispatcher, world }), createMetricsFace(metrics)],
        rate,
        clock: world.clock,
      },
      state: {
        homeserverBase: () => stack.homeserver.baseUrl(),
        signInOrigins: () => stack.homeserver.signInOrigins(),
        get others() {
          return connectSourcesOf(config.others, config.publicUrl);
        },
        transports: () => ({ "org.matrix.msc4143.rtc_foci": [calls.transport] }),
        ready: status.ready,
      },
    },
    log,
  );
  const open = createGateway({
    dispatcher,
    admit: tokens.admit,
    hold: (id, onEnd) => (tokens.isOurs(id) ? tokens : auth.sessions).hold(id, onEnd),
    guard,
    peerOf,
    snapshot: () => ({
      version: config.version,
      health: status.health(),
      healthVersion: status.healthVersion(),
      uptimeMs: world.clock.now() - startedAt,
    }),
    presence: presence.presence,
    clock: world.clock,
    log,
  });
  gateway = open;
  measureServer(metrics, {
    startedAt,
    memory: () => deps.process.memory(),
    parts: () => stack.parts(),
    connections: open.size,
    runs: agents.runsGoing,
  });
  http.server.on("upgrade", (request, socket, head) => {
    if (!proxy.upgrade(request, socket, head) && !open.upgrade(request, socket, head)) {
      refuseUpgrade(socket, "404 Not Found");
    }
  });

  return {
    http,
    internal: createForeignRoutes([...rooms.routes, ...calls.routes], { addressOf: () => "127.0.0.1", log }),
    reloadSettings: (why) => void configuration.reload(why),
    async setupLink() {
      if (await accounts.hasOwner()) return null;
      return (await accounts.newSetupCode()).url;
    },
    async close(reason) {
      open.close(reason);
      configuration.close();
      await jobs.close();
      await agents.close();
      proxy.close();
      calls.close();
      rooms.close();
      status.close();
      presence.close();
      auth.sessions.close();
      tokens.close();
      await http.close();
      await audit.close();
    },
  };
}

/** What all modules answer. */
function handlersOf({ status, auth, accounts, tokens, presence, invites, calls, audit, agents }: Modules) {
  return {
    ...status.handlers,
    ...auth.handlers,
    ...accounts.handlers,
    ...tokens.handlers,
    ...presence.handlers,
    ...invites.handlers,
    ...calls.handlers,
    ...audit.handlers,
    ...agents.handlers,
  };
}

type Modules = ReturnType<typeof createModules>;

/** The file of settings, as methods see it. */
function configurationOf({ config, data, redactor, world, log }: AppDeps, events: EventSink, changed: () => void) {
  return createConfigurationModule({
    file: data.settings.file,
    apply(settings) {
      data.settings.apply(settings);
      changed();
    },
    version: config.version,
    events,
    redactor,
    rate: createRateLimit(world.clock, { burst: 30, perSecond: 0.5 }),
    clock: world.clock,
    log,
  });
}

/** What comes again by itself. */
function jobsOf({ config, data, world, log }: AppDeps, { agents, audit }: Modules) {
  const { runs, usage, closeDays } = agents.retention;
  const forget = { runs, usage, audit: audit.forget };
  const { beginAnew } = agents;
  return joinJobs({
    store: data.store,
    clock: world.clock,
    log,
    keep: () => config.keep,
    forget,
    closeDays,
    beginAnew,
  });
}

/** What is about agents, and where their programs run. */
function agentsOf(deps: AppDeps, chain: Chain, events: EventSink) {
  const { config, data, redactor, world, log } = deps;
  const { store, secrets } = data;
  const programs = programsOf(config.dataFolder, world.clock);
  const mcpServers = () => config.mcpServers;
  const local = { machine: deps.process.local, dataFolder: config.dataFolder };
  const { publicUrl } = config;
  return joinAgents({ store, secrets, chain, events, redactor, world, log, programs, publicUrl, mcpServers, local });
}

/** Attached homeservers that browsers reach by their own address are not forwarded here. */
function upstreamOf(stack: Stack, which: "homeserver" | "sfu"): string | null | undefined {
  if (which === "sfu") return stack.sfu.upstream();
  const { homeserver } = stack;
  return homeserver.mode === "attached" ? undefined : homeserver.upstream();
}

/** Makes the modules and hands each what it asks of the others. */
function createModules(deps: AppDeps, events: EventSink, startedAt: number) {
  const { config, stack, world, log } = deps;
  const { store, chainKey } = deps.data;
  const codes = createCodes(world.random, deps.redactor);
  const throttle = createThrottle(world.clock, { failures: 20, windowMs: minute });
  if (config.localToken !== null) deps.redactor.keep(config.localToken);

  const accounts = createAccountsModule({
    store,
    homeserver: stack.homeserver,
    sessions: () => waysIn(auth.sessions, tokens),
    codes,
    throttle,
    clock: world.clock,
    publicUrl: config.publicUrl,
  });
  const tokens = createTokensModule({
    store,
    accounts: {
      find: accounts.find,
      ownerId: accounts.localAccount,
      isHere: (userId) => serverNameOf(userId) === stack.homeserver.serverName(),
    },
    authenticate: (token, peer) => auth.authenticate(token, peer),
    events,
    codes,
    throttle,
    world,
    log,
  });
  const invites = createInvitesModule({
    store,
    homeserver: stack.homeserver,
    events,
    codes,
    throttle,
    accounts: accounts.admission,
    world,
    publicUrl: config.publicUrl,
  });
  const auth = createAuthModule({
    homeserver: stack.homeserver,
    admission: {
      find: accounts.find,
      hasOwner: accounts.hasOwner,
      claimOwner: accounts.claimOwner,
      useInvite: invites.use,
    },
    throttle,
    codes,
    redactor: deps.redactor,
    world: { ...world, log },
    elsewhere: {
      store,
      egress: createEgress(world.clock),
      welcome: { admit: accounts.admitFrom },
      limits: {
        rate: createRateLimit(world.clock, { burst: 100, perSecond: 10 }),
        perAddress: createRateLimit(world.clock, { burst: 30, perSecond: 1 }),
        newcomers: createRateLimit(world.clock, { burst: 200, perSecond: 200 / 3600 }),
      },
      get membersFrom() {
        return config.membersFrom;
      },
    },
    server: {
      version: config.version,
      publicUrl: config.publicUrl,
      localTokenHash: config.localToken === null ? null : codes.hash(config.localToken),
      localAccount: accounts.localAccount,
      otherTokens: tokens.find,
      get others() {
        return config.others;
      },
    },
  });
  const { clock } = world;
  const self = { version: config.version, publicUrl: config.publicUrl, dataFolder: config.dataFolder, startedAt };
  const presence = createPresenceModule({ events, clock, self });
  const status = createStatusModule({
    stack,
    events,
    clock,
    self: { ...self, ...deps.process },
    mcpServers: () => agents.mcpServers(),
    accounts: { conversations: (userId) => agents.summary(userId), queuedEvents: presence.queuedOf },
  });
  const rooms = createRoomsModule({
    homeserver: stack.homeserver,
    tellingToken: config.tellingToken,
    clock: world.clock,
  });
  const calls = createCallsModule({
    store,
    homeserver: stack.homeserver,
    sfu: stack.sfu,
    people: { ...peopleOf(stack, rooms.rooms, world.clock, auth.people.has), guests: auth.people },
    rates: {
      tokens: createRateLimit(world.clock, { burst: 60, perSecond: 5 }),
      checks: createRateLimit(world.clock, { burst: 6, perSecond: 1 / 20 }),
    },
    world,
    addresses: {
      signalling: `${config.publicUrl.replace(/^http/, "ws")}/livekit/sfu`,
      service: callServiceOf(config.publicUrl),
      webhook: webhookPath,
    },
    log,
  });
  const chain = createChain(store, chainKey, world.random);
  const audit = createAuditModule({
    store,
    chain,
    refusals: createRateLimit(world.clock, { burst: 20, perSecond: 1 / 10 }),
    clock: world.clock,
    log,
  });
  const agents = agentsOf(deps, chain, events);
  return { accounts, invites, tokens, auth, status, presence, rooms, calls, audit, agents };
}

/** All that opens the server as an account. */
function waysIn(
  sessions: ReturnType<typeof createAuthModule>["sessions"],
  tokens: ReturnType<typeof createTokensModule>,
): SessionControl {
  return {
    async endAll(userId) {
      sessions.endAll(userId);
      await tokens.endAll(userId);
    },
    async roleChanged(userId, role) {
      sessions.roleChanged(userId, role);
      await tokens.roleChanged(userId);
    },
  };
}

/** What calls ask about rooms and people. Without administration rights nobody can say, and nobody is checked. */
function peopleOf(
  { homeserver }: Stack,
  rooms: KnownRooms | null,
  clock: Clock,
  isListed: (serverName: string) => boolean,
): People {
  const { admin } = homeserver;
  /** Devices that were signed in, and when that was asked. */
  const seen = new Map<string, number>();
  const isOurs = (userId: string) => userId.endsWith(`:${homeserver.serverName()}`);
  return {
    powers: async (roomId) => (rooms === null ? "unchecked" : await rooms.look(roomId)),
    hasDevice: async (userId, deviceId, oldMs = believedMs) => {
      if (admin === null || !isOurs(userId)) return true;
      const key = `${userId} ${deviceId}`;
      const asked = clock.now();
      if (asked - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < oldMs) return true;
      const devices = await admin.devices(userId).catch((thrown: unknown): readonly string[] => {
        if (thrown instanceof AppError && thrown.code === "NOT_FOUND") return [];
        throw thrown;
      });
      if (seen.size >= mostDevices) seen.clear();
      if (devices.includes(deviceId)) seen.set(key, asked);
      else seen.delete(key);
      return devices.includes(deviceId);
    },
    homeOf: (userId) => (isOurs(userId) ? "here" : isListed(serverNameOf(userId) ?? "") ? "listed" : "elsewhere"),
    signedOut: () => seen.clear(),
    onChange: (listener) => rooms?.onChange(listener) ?? (() => {}),
  };
}

const mostDevices = 5000;
/**
 * A sign-out through us is known at once; one past us (another proxy, an administrator) is looked for after this time,
 * which must be less than that between two looks at a call.
 */
const believedMs = 2000;

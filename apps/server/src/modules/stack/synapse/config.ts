/** What `synapseConfig` needs to know. Paths are absolute. */
export interface SynapseConfigInput {
  readonly serverName: string;
  /** Our own origin, without a trailing slash. */
  readonly publicUrl: string;
  readonly port: number;
  /** `<data>/synapse`. */
  readonly folder: string;
  readonly logFile: string;
  readonly secrets: SynapseSecrets;
  readonly limits: "normal" | "relaxed";
  /** What calls ask for tokens, as `livekit_service_url`; null: no calls are offered. */
  readonly callService: string | null;
  /** File by which Synapse tells us what happens in rooms; null: it does not. */
  readonly registrationFile: string | null;
}

/** Made once for a data folder; without `macaroon` every device is signed out, without `registration` we have no administrator. */
export interface SynapseSecrets {
  readonly registration: string;
  readonly macaroon: string;
  readonly form: string;
}

const rate = (per_second: number, burst_count: number) => ({ per_second, burst_count });

/**
 * A private server: people come by invitation, and their clients join and create many rooms at once when they arrive.
 * Failed passwords stay slow: 3 a minute after the first 10.
 */
const normalLimits = {
  rc_message: rate(5, 50),
  rc_registration: rate(0.5, 10),
  rc_registration_token_validity: rate(1, 20),
  rc_login: { address: rate(0.2, 20), account: rate(0.1, 10), failed_attempts: rate(0.05, 10) },
  rc_joins: { local: rate(2, 40), remote: rate(0.05, 10) },
  rc_joins_per_room: rate(5, 40),
  rc_invites: { per_room: rate(1, 30), per_user: rate(0.2, 20), per_issuer: rate(1, 40) },
  rc_room_creation: rate(0.2, 20),
  // One bucket for all devices of a person. A sync beyond it does not count as being here, and waits for 30 s: with
  // Synapse's own limit (0.1, 1) three devices that are woken by one message are shown as offline.
  rc_presence: { per_user: rate(5, 50) },
  // Calls renew their delayed events through one address (the token service): one bucket for everybody.
  rc_delayed_event_mgmt: rate(20, 100),
};

const relaxed = rate(1000, 1000);
const relaxedLimits = {
  rc_message: relaxed,
  rc_registration: relaxed,
  rc_registration_token_validity: relaxed,
  rc_login: { address: relaxed, account: relaxed, failed_attempts: relaxed },
  rc_joins: { local: relaxed, remote: relaxed },
  rc_joins_per_room: relaxed,
  rc_invites: { per_room: relaxed, per_user: relaxed, per_issuer: relaxed },
  rc_room_creation: relaxed,
  rc_delayed_event_mgmt: relaxed,
  rc_user_directory: relaxed,
  rc_presence: { per_user: relaxed },
  // What a new database is prepared by, two hundred small steps, takes minutes with a pause after each: as long as most
  // tests run, and on the processors they measure. Without pauses it is over before anything is asked.
  background_updates: { sleep_enabled: false },
};

/**
 * Synapse's configuration (1.163.2, docs/usage/configuration/config_documentation.md): loopback only, no federation,
 * no request to any other server, accounts by token only. JSON is valid YAML.
 */
export function synapseConfig(input: SynapseConfigInput): Record<string, unknown> {
  const { serverName, publicUrl, port, folder, secrets } = input;
  return {
    server_name: serverName,
    public_baseurl: `${publicUrl}/`,
    serve_server_wellknown: false,
    report_stats: false,
    listeners: [
      {
        port,
        type: "http",
        tls: false,
        x_forwarded: true,
        bind_addresses: ["127.0.0.1"],
        resources: [{ names: ["client", "openid"], compress: false }],
      },
    ],
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    federation_domain_whitelist: [],
    // With nobody to send to it would still look up the state before each event.
    send_federation: false,
    // By it an invitation to a private channel says where it belongs, before the space lists it.
    room_prejoin_state: { additional_event_types: ["m.space.parent"] },
    allow_public_rooms_over_federation: false,
    allow_public_rooms_without_auth: false,
    database: { name: "sqlite3", args: { database: `${folder}/homeserver.db` } },
    media_store_path: `${folder}/media`,
    signing_key_path: `${folder}/signing.key`,
    log_config: `${folder}/log.json`,
    registration_shared_secret: secrets.registration,
    macaroon_secret_key: secrets.macaroon,
    form_secret: secrets.form,
    enable_registration: true,
    registration_requires_token: true,
    refreshable_access_token_lifetime: "15m",
    allow_guest_access: false,
    require_auth_for_profile_requests: true,
    user_directory: { enabled: true, search_all_users: true, prefer_local_users: true },
    presence: { enabled: true },
    // Whoever keeps a room may put it into the directory, which only accounts of this server read.
    room_list_publication_rules: [{ action: "allow" }],
    enable_authenticated_media: true,
    max_upload_size: "100M",
    url_preview_enabled: false,
    encryption_enabled_by_default_for_room_type: "invite",
    push: { include_content: false },
    experimental_features: {
      msc3814_enabled: true, // dehydrated devices
      msc4143_enabled: true, // where calls find their SFU
      msc4155_enabled: true, // invite filtering
      msc4222_enabled: true, // state_after in sync
      msc4306_enabled: true, // thread subscriptions
      msc4354_enabled: true, // sticky events
    },
    // Delayed events (MSC4140) are on exactly when this is set.
    max_event_delay_duration: "24h",
    // A client that finds a transport here offers calls and asks it for a token.
    matrix_rtc: { transports: input.callService === null ? [] : [callTransport(input.callService)] },
    app_service_config_files: input.registrationFile === null ? [] : [input.registrationFile],
    ...(input.limits === "relaxed" ? relaxedLimits : normalLimits),
  };
}

/** A transport of calls, as MatrixRTC names it. Source: MSC4143, MSC4195. */
function callTransport(serviceUrl: string): Record<string, unknown> {
  return { type: "livekit", livekit_service_url: serviceUrl };
}

/**
 * How Synapse knows us as its application service: it tells us what happens in every room, and lets us act as nobody.
 * Source: Matrix 1.18, Application Service API, "Registration".
 */
export function registrationOf(url: string, tokens: { readonly ours: string; readonly theirs: string }) {
  return {
    id: "parley",
    url,
    as_token: tokens.ours,
    hs_token: tokens.theirs,
    sender_localpart: "parley-calls",
    rate_limited: true,
    namespaces: { users: [], aliases: [], rooms: [{ exclusive: false, regex: ".*" }] },
  };
}

/** Python's logging configuration: 5 MB a file, three older ones kept; tokens are redacted by Synapse. */
export function synapseLogConfig(logFile: string): Record<string, unknown> {
  return {
    version: 1,
    formatters: { line: { format: "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s" } },
    filters: { context: { "()": "synapse.logging.context.LoggingContextFilter", "request": "" } },
    handlers: {
      file: {
        class: "logging.handlers.RotatingFileHandler",
        formatter: "line",
        filters: ["context"],
        filename: logFile,
        maxBytes: 5_000_000,
        backupCount: 3,
        encoding: "utf8",
      },
    },
    loggers: {
      // At DEBUG this one would write access tokens.
      "synapse.storage.SQL": { level: "WARNING" },
      "synapse.access.http": { level: "WARNING" },
    },
    root: { level: "INFO", handlers: ["file"] },
    disable_existing_loggers: false,
  };
}

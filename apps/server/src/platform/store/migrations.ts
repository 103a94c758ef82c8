/**
 * Steps of the database, forward only, one transaction each. A step that has been released is never changed: its
 * position is its number.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE secrets (
    name TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT;

  CREATE TABLE accounts (
    user_id TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX accounts_one_owner ON accounts (role) WHERE role = 'owner';

  CREATE TABLE setup_codes (
    code_hash TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE invites (
    id TEXT PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    space_id TEXT NOT NULL,
    space_name TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    max_uses INTEGER,
    uses INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER
  ) STRICT;
  CREATE INDEX invites_created_by ON invites (created_by, created_at);

  CREATE TABLE invite_reservations (
    id TEXT PRIMARY KEY,
    invite_id TEXT NOT NULL REFERENCES invites (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX invite_reservations_invite ON invite_reservations (invite_id, expires_at);

  CREATE TABLE newcomers (
    user_id TEXT NOT NULL,
    invite_id TEXT NOT NULL REFERENCES invites (id) ON DELETE CASCADE,
    joined_at INTEGER NOT NULL,
    welcomed_at INTEGER,
    PRIMARY KEY (user_id, invite_id)
  ) STRICT;
  `,
  `
  CREATE TABLE used_openid_tokens (
    token_hash TEXT PRIMARY KEY,
    until INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX used_openid_tokens_until ON used_openid_tokens (until);
  `,
  `
  CREATE TABLE calls (
    alias TEXT PRIMARY KEY,
    room_id TEXT NOT NULL,
    slot_id TEXT NOT NULL,
    last_seen INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX calls_last_seen ON calls (last_seen);

  CREATE TABLE call_seats (
    alias TEXT NOT NULL REFERENCES calls (alias) ON DELETE CASCADE,
    identity TEXT NOT NULL,
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    removed_at INTEGER,
    PRIMARY KEY (alias, identity)
  ) STRICT;

  CREATE TABLE delegated_leaves (
    alias TEXT NOT NULL,
    identity TEXT NOT NULL,
    delay_id TEXT NOT NULL,
    timeout_ms INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    PRIMARY KEY (alias, identity)
  ) STRICT;
  `,
  `
  CREATE TABLE chain_streams (
    stream TEXT PRIMARY KEY,
    base_seq INTEGER NOT NULL,
    base_mac BLOB NOT NULL,
    head_seq INTEGER NOT NULL,
    head_mac BLOB NOT NULL,
    seal BLOB NOT NULL
  ) STRICT;

  CREATE TABLE chain_rows (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    header TEXT NOT NULL,
    digest BLOB NOT NULL,
    salt BLOB,
    content TEXT,
    mac BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
  ) STRICT;
  `,
  `
  CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
  ) STRICT;
  CREATE INDEX access_tokens_owner ON access_tokens (owner, created_at);
  `,
  `
  CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    key TEXT NOT NULL,
    session_id TEXT NOT NULL,
    label TEXT,
    settings TEXT NOT NULL,
    title TEXT,
    preview TEXT,
    total_tokens INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    pinned INTEGER NOT NULL,
    UNIQUE (account, key)
  ) STRICT;
  CREATE INDEX conversations_listed ON conversations (account, pinned DESC, updated_at DESC, id);
  CREATE UNIQUE INDEX conversations_label ON conversations (account, label) WHERE label IS NOT NULL;

  CREATE TABLE conversation_messages (
    n INTEGER PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversations (id),
    seq INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    parent TEXT,
    session_id TEXT NOT NULL,
    role TEXT NOT NULL,
    label TEXT,
    at INTEGER NOT NULL,
    UNIQUE (conversation, seq)
  ) STRICT;
  CREATE INDEX conversation_messages_session ON conversation_messages (conversation, session_id, seq);

  CREATE VIRTUAL TABLE conversation_words USING fts5(owner, words, tokenize = 'unicode61 remove_diacritics 2');
  INSERT INTO conversation_words (conversation_words, rank) VALUES ('secure-delete', 1);
  `,
  `
  CREATE TABLE approvals (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    request TEXT NOT NULL,
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decision TEXT CHECK (decision IN ('allow-once', 'allow-always', 'deny')),
    resolved_by TEXT,
    resolved_at INTEGER
  ) STRICT;
  CREATE INDEX approvals_account ON approvals (account, created_at);
  CREATE INDEX approvals_expires ON approvals (expires_at);

  CREATE TABLE approval_grants (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    path TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_command TEXT,
    UNIQUE (account, agent, path)
  ) STRICT;
  `,
  `
  CREATE TABLE devices (
    device_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    public_key TEXT NOT NULL,
    display_name TEXT,
    platform TEXT,
    client_id TEXT,
    client_mode TEXT,
    remote_ip TEXT,
    asked TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    approved_at INTEGER NOT NULL,
    PRIMARY KEY (device_id, owner)
  ) STRICT;
  CREATE INDEX devices_owner ON devices (owner, created_at);

  CREATE TABLE device_tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    device_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    scopes TEXT NOT NULL,
    made_by TEXT,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    FOREIGN KEY (device_id, owner) REFERENCES devices (device_id, owner) ON DELETE CASCADE,
    UNIQUE (device_id, owner)
  ) STRICT;
  CREATE INDEX device_tokens_made_by ON device_tokens (made_by);

  CREATE TABLE pairing_password (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    salt BLOB NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE providers (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    base_url TEXT,
    region TEXT,
    models TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE model_choice (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    default_model TEXT
  ) STRICT;
  `,
  `
  CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    owner TEXT,
    name TEXT NOT NULL,
    emoji TEXT,
    avatar TEXT,
    model TEXT,
    instructions TEXT NOT NULL,
    tools TEXT NOT NULL,
    shared INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX agents_owner ON agents (owner);
  `,
  `
  CREATE TABLE runs (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    agent TEXT NOT NULL,
    model TEXT,
    state TEXT NOT NULL,
    fault TEXT,
    input_tokens INTEGER,
    output_tokens INTEGER,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (account, id)
  ) STRICT;
  CREATE INDEX runs_listed ON runs (account, started_at);
  CREATE INDEX runs_going ON runs (state) WHERE state = 'running';

  CREATE TABLE run_events (
    account TEXT NOT NULL,
    run TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (account, run, seq),
    FOREIGN KEY (account, run) REFERENCES runs (account, id) ON DELETE CASCADE
  ) STRICT;
  `,
  `
  ALTER TABLE conversations ADD COLUMN taint TEXT;
  ALTER TABLE approvals ADD COLUMN asked_via TEXT NOT NULL DEFAULT 'token';
  `,
  `
  ALTER TABLE agents ADD COLUMN fallbacks TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE agents ADD COLUMN asks TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE agents ADD COLUMN exec INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE agents ADD COLUMN budget TEXT NOT NULL DEFAULT '{}';

  CREATE TABLE usage_open (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    run TEXT NOT NULL,
    conversation_key TEXT NOT NULL,
    model TEXT NOT NULL,
    day TEXT NOT NULL,
    price TEXT,
    input INTEGER NOT NULL,
    output INTEGER NOT NULL,
    nanos INTEGER
  ) STRICT;

  CREATE TABLE usage_days (
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    model TEXT NOT NULL,
    day TEXT NOT NULL,
    calls INTEGER NOT NULL,
    input INTEGER NOT NULL,
    output INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    nanos INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    estimated INTEGER NOT NULL,
    PRIMARY KEY (account, day, agent, model)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX usage_days_agent ON usage_days (agent, day);

  CREATE TABLE usage_runs (
    account TEXT NOT NULL,
    run TEXT NOT NULL,
    conversation_key TEXT NOT NULL,
    nanos INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (account, run)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE usage_limits (
    account TEXT PRIMARY KEY,
    limits TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE runs ADD COLUMN spec TEXT;
  ALTER TABLE runs ADD COLUMN input_hash TEXT;
  CREATE INDEX runs_parked ON runs (account, key) WHERE state = 'parked';
  ALTER TABLE approvals ADD COLUMN kind TEXT NOT NULL DEFAULT 'exec';
  ALTER TABLE approvals ADD COLUMN run TEXT;
  ALTER TABLE approvals ADD COLUMN call TEXT;
  ALTER TABLE approvals ADD COLUMN conversation_key TEXT;
  ALTER TABLE approvals ADD COLUMN tool TEXT;
  CREATE INDEX approvals_run ON approvals (account, run) WHERE run IS NOT NULL;
  ALTER TABLE approval_grants ADD COLUMN file_sha256 TEXT;
  `,
  `
  CREATE TABLE agent_notes (
    account TEXT NOT NULL,
    agent TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    taint TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (account, agent, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX agent_notes_agent ON agent_notes (agent);
  `,
  `
  ALTER TABLE conversation_messages ADD COLUMN run TEXT;
  ALTER TABLE conversation_messages ADD COLUMN aside_at INTEGER;
  -- One run at a time went on in a conversation, and kept both between its beginning and its end.
  UPDATE conversation_messages AS m SET run = (
    SELECT r.id FROM runs r JOIN conversations c ON c.account = r.account AND c.key = r.key
    WHERE c.id = m.conversation AND r.started_at <= m.at AND m.at <= r.ended_at
    ORDER BY r.started_at DESC LIMIT 1
  ) WHERE role IN ('user', 'assistant');
  `,
  `
  CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    due INTEGER NOT NULL,
    lease INTEGER,
    attempts INTEGER NOT NULL,
    ended_at INTEGER,
    fault TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;
  `,
  `
  ALTER TABLE access_tokens ADD COLUMN expires_at INTEGER;
  CREATE INDEX access_tokens_expiring ON access_tokens (expires_at) WHERE expires_at IS NOT NULL AND revoked_at IS NULL;
  `,
  `
  ALTER TABLE agents ADD COLUMN reset TEXT NOT NULL DEFAULT '{"mode":"manual"}';
  CREATE INDEX conversations_agent ON conversations (agent, updated_at);
  `,
  `
  ALTER TABLE conversations ADD COLUMN anew TEXT;
  `,
  `
  ALTER TABLE invites ADD COLUMN ending TEXT;
  `,
];

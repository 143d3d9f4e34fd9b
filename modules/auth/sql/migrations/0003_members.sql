-- People of an organization: who they are, how they prove it, and where they are signed in. Times are the wall clock's.
-- Like keys these are directory rows: few, of an organization and not of a tenant, and read before a tenant is known.
create table auth.member (
  id              uuid not null primary key,
  organization_id uuid not null references auth.organization (id),
  email           text collate "C" not null check (length(email) between 3 and 254),  -- trimmed, NFC, lower case
  name            text not null check (length(name) between 1 and 100),
  role            text not null check (role in ('owner', 'developer', 'operator', 'analyst', 'viewer')),
  state           int2 not null default 0,           -- 0 invited, 1 active, 2 disabled
  came_from       int2,
  event           int2,                              -- 1 set_up, 2 reset, 3 disable, 4 enable, 5 invite
  password_hash   text check (length(password_hash) <= 300),  -- argon2id, as a PHC string
  created_by      text not null,
  created_at      timestamptz not null,
  unique (organization_id, email),
  constraint proves_with_a_password check (state <> 1 or password_hash is not null),
  -- The declared transitions of member.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in
        ((0, 1, 1), (0, 2, 0), (0, 3, 2), (1, 1, 1), (1, 2, 0), (1, 3, 2), (2, 4, 1), (2, 5, 0))))
);
comment on table auth.member is 'scale:ref — people of organizations';
create index member_email on auth.member (email);
create index member_page on auth.member (organization_id, id);
grant select, insert, update (email, name, role, state, came_from, event, password_hash) on auth.member to florin_app;

-- The link that lets a member set a name and a password: one at a time, once, only as SHA-256.
create table auth.member_setup (
  member_id  uuid not null primary key references auth.member (id),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table auth.member_setup is 'scale:ref — set-up links that nobody has used yet';
grant select, insert, update, delete on auth.member_setup to florin_app;

-- A pending secret becomes the one that counts with the first code of it; until then the one before does.
create table auth.member_totp (
  member_id  uuid not null references auth.member (id),
  is_pending boolean not null,
  tenant_id  bigint not null references auth.tenant (tenant_id),  -- whose sealing key the secret is under
  sealed     text not null check (length(sealed) <= 4000),
  last_step  int8 not null default 0 check (last_step >= 0),      -- a step up to this one counts no more
  created_at timestamptz not null,
  primary key (member_id, is_pending)
);
comment on table auth.member_totp is 'scale:ref — secrets of one-time passwords, sealed by the vault';
grant select, insert, update (is_pending, last_step), delete on auth.member_totp to florin_app;

create table auth.recovery_code (
  member_id uuid not null references auth.member (id),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  used_at   timestamptz,
  primary key (member_id, code_hash)
);
comment on table auth.recovery_code is 'scale:ref — codes that stand in for a lost second factor, once each';
grant select, insert, update (used_at), delete on auth.recovery_code to florin_app;

create table auth.passkey (
  id            uuid not null primary key,
  member_id     uuid not null references auth.member (id),
  name          text not null check (length(name) between 1 and 100),
  credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
  public_key    bytea not null check (octet_length(public_key) <= 2000),  -- COSE
  sign_count    int8 not null check (sign_count between 0 and 4294967295),
  transports    text[] not null default '{}',
  created_at    timestamptz not null,
  last_used_at  timestamptz
);
comment on table auth.passkey is 'scale:ref — WebAuthn credentials of members';
create index passkey_member on auth.passkey (member_id, id);
grant select, insert, update (sign_count, last_used_at), delete on auth.passkey to florin_app;

-- What an authenticator was asked to sign, until it did or five minutes are over.
create table auth.passkey_challenge (
  challenge_hash bytea not null primary key check (octet_length(challenge_hash) = 32),
  member_id      uuid references auth.member (id),   -- who adds a passkey; null: somebody signs in
  asked_from     bytea not null check (octet_length(asked_from) = 32),  -- SHA-256 of the address
  created_at     timestamptz not null,
  expires_at     timestamptz not null
);
comment on table auth.passkey_challenge is 'scale:ref — challenges that nobody has answered yet';
create index passkey_challenge_from on auth.passkey_challenge (asked_from, created_at);
create index passkey_challenge_expiry on auth.passkey_challenge (expires_at);
-- Rows are never changed: to skip those that somebody else is taking away, PostgreSQL asks for the right to.
grant select, insert, update (expires_at), delete on auth.passkey_challenge to florin_app;

-- A row is a session that may still be good; what ends one deletes its row.
create table auth.session (
  id           uuid not null primary key,
  member_id    uuid not null references auth.member (id),
  token_hash   bytea not null unique check (octet_length(token_hash) = 32),
  proved_by    text not null check (proved_by in ('set_up', 'password', 'totp', 'recovery_code', 'passkey')),
  is_half      boolean not null,                     -- may only enrol a second factor
  ip           text check (length(ip) <= 100),
  created_at   timestamptz not null,
  proved_at    timestamptz not null,                 -- when the member last proved who they are
  last_seen_at timestamptz not null,                 -- to the minute
  ends_at      timestamptz not null,
  constraint ends_after_it_began check (ends_at > created_at)
);
comment on table auth.session is 'scale:ref — where members are signed in';
create index session_member on auth.session (member_id, id);
grant select, insert, update (is_half, proved_by, proved_at, last_seen_at), delete on auth.session to florin_app;

-- How often somebody failed to sign in, and from when on they may try again. Shared by all nodes.
create table auth.sign_in_throttle (
  subject  bytea not null primary key check (octet_length(subject) = 32),  -- SHA-256 of an email or an address
  failures int4 not null check (failures >= 0),
  free_at  timestamptz not null,
  last_at  timestamptz not null
);
comment on table auth.sign_in_throttle is 'scale:ref — failed sign-ins by email and by address';
create index sign_in_throttle_last on auth.sign_in_throttle (last_at);
grant select, insert, update, delete on auth.sign_in_throttle to florin_app;

-- Who may come in: organizations, their tenants, and the keys of each tenant.
-- These are directory tables: a request's tenant is found by its key, before anything of the tenant is touched.
create schema auth;
grant usage on schema auth to florin_app;

create table auth.organization (
  id         uuid not null primary key,
  name       text not null check (length(name) between 1 and 100),
  created_at timestamptz not null
);
comment on table auth.organization is 'scale:ref — who owns tenants';
grant select, insert, update (name) on auth.organization to florin_app;

-- One row once the first start gave out its keys, so that no later start does it again.
create table auth.installation (
  id              smallint not null primary key check (id = 1),
  -- Checked at the commit: the mark is set first, because whoever does not get to set it makes nothing.
  organization_id uuid not null references auth.organization (id) deferrable initially deferred,
  created_at      timestamptz not null
);
comment on table auth.installation is 'scale:ref — the mark of the first start';
grant select, insert on auth.installation to florin_app;

-- tenant_id is drawn by chance, not counted: it tells nobody how many tenants there are, and cells can merge.
create table auth.tenant (
  tenant_id       bigint not null primary key check (tenant_id between 1 and 9007199254740991),
  id              uuid not null unique,
  organization_id uuid not null references auth.organization (id),
  name            text not null check (length(name) between 1 and 100),
  mode            text not null check (mode in ('live', 'sandbox')),
  created_at      timestamptz not null
);
comment on table auth.tenant is 'scale:ref — directory of tenants';
create index tenant_organization on auth.tenant (organization_id, id);
grant select, insert on auth.tenant to florin_app;

create table auth.api_key (
  id         uuid not null primary key,
  tenant_id  bigint not null references auth.tenant (tenant_id),
  kind       text not null check (kind in ('secret', 'publishable', 'restricted')),
  name       text not null check (length(name) between 1 and 100),
  scopes     text[] not null default '{}',  -- of a restricted key; the other kinds have theirs by kind
  ip_allow   text[] not null default '{}',  -- CIDR; empty: from anywhere
  version    text not null,                 -- API version when a request names none
  created_by text not null,
  created_at timestamptz not null,          -- times of keys are the wall clock's, also in a sandbox
  expires_at timestamptz,
  revoked_at timestamptz,
  check ((kind = 'restricted') = (cardinality(scopes) > 0))
);
comment on table auth.api_key is 'scale:ref — directory of API keys, without their secrets';
create index api_key_tenant on auth.api_key (tenant_id, id);
grant select, insert, update (revoked_at) on auth.api_key to florin_app;

-- The secrets of a key, only as SHA-256: the current one and, while a rotation overlaps, the one before.
create table auth.api_key_secret (
  secret_hash bytea not null primary key check (octet_length(secret_hash) = 32),
  key_id      uuid not null references auth.api_key (id),
  tenant_id   bigint not null,
  hint        text not null check (length(hint) <= 20),
  created_at  timestamptz not null,
  valid_until timestamptz                   -- null: the current one
);
comment on table auth.api_key_secret is 'scale:ref — directory of secrets by their hash';
create unique index api_key_secret_current on auth.api_key_secret (key_id) where valid_until is null;
create index api_key_secret_key on auth.api_key_secret (key_id);
grant select, insert, update (valid_until) on auth.api_key_secret to florin_app;

-- Apart from the directory, which is copied to every node of a cluster and must not change with each use.
create table auth.key_use (
  tenant_id    bigint not null,
  key_id       uuid not null references auth.api_key (id),
  last_used_at timestamptz not null,        -- to the minute
  primary key (tenant_id, key_id)
);
comment on table auth.key_use is 'scale:tenant — when each key was last used';
grant select, insert, update on auth.key_use to florin_app;

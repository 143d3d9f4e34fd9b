-- Where payments go: versions of each tenant's rules, and what cards were declined with.
create schema routing;
grant usage on schema routing to florin_app;

-- A version never changes: another one is written instead.
create table routing.rule_set (
  tenant_id    bigint not null,
  id           uuid not null,
  version      int4 not null check (version > 0),
  name         text not null check (length(name) between 1 and 100),
  rules        jsonb not null check (jsonb_typeof(rules -> 'rules') = 'array'), -- rules, otherwise, max_attempts as written
  rule_count   int4 not null check (rule_count between 0 and 100),
  max_attempts int4 not null check (max_attempts between 1 and 10),
  created_by   text not null,
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, version),
  unique (tenant_id, id, version)
);
comment on table routing.rule_set is 'scale:tenant — append-only versions of the routing rules';
grant select, insert on routing.rule_set to florin_app;

-- One row per tenant: the last version given out, and the one that decides. Locked while either changes.
create table routing.head (
  tenant_id      bigint not null primary key,
  version        int4 not null default 0 check (version >= 0),
  active_id      uuid,
  active_version int4,
  activated_at   timestamptz,
  check ((active_id is null) = (active_version is null) and (active_id is null) = (activated_at is null)),
  foreign key (tenant_id, active_id, active_version) references routing.rule_set (tenant_id, id, version)
);
comment on table routing.head is 'scale:tenant — which version of the routing rules decides';
grant select, insert, update on routing.head to florin_app;

-- What the schemes' retry laws count. The fingerprint is the vault's: 16 bytes, no card number.
create table routing.decline (
  tenant_id    bigint not null,
  fingerprint  uuid not null,
  attempt_id   uuid not null,          -- UUIDv7: later ones sort later
  at           timestamptz not null,   -- tenant's clock
  amount       int8 not null check (amount >= 0),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  merchant_id  uuid not null,
  scheme       text not null check (length(scheme) between 1 and 20),
  network_code text not null check (length(network_code) between 1 and 20),
  advice_code  text check (length(advice_code) between 1 and 20),
  primary key (tenant_id, fingerprint, attempt_id)
);
comment on table routing.decline is 'scale:tenant — append-only declines of cards, for the laws of retrying';
grant select on routing.decline to florin_app;

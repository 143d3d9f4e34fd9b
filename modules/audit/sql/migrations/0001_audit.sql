-- Who did what: events that are only ever added, numbered without gaps per tenant, sealed block by block.
create schema audit;
grant usage on schema audit to florin_app;

-- The last number given out. Locked as the last step but one of a write (the feed's head comes after it).
create table audit.head (
  tenant_id bigint not null primary key,
  seq       int8 not null default 0 check (seq >= 0)
);
comment on table audit.head is 'scale:tenant — last number given out in the tenant''s audit trail';
grant select, insert, update on audit.head to florin_app;

-- What an object was is not here, only its hash: the trail proves a change without keeping personal records.
create table audit.event (
  tenant_id        bigint not null,
  seq              int8 not null check (seq > 0),
  id               uuid not null,
  at               timestamptz not null,       -- tenant's clock
  actor_type       text not null check (actor_type in ('api_key', 'member', 'system')),
  actor_id         text not null,
  authenticated_by text not null,
  on_behalf_of     text,
  ip               text,
  action           text not null check (action ~ '^[a-z_]+(\.[a-z_]+)+$' and length(action) <= 100),
  resource_type    text not null check (length(resource_type) between 1 and 60),
  resource_id      text not null check (length(resource_id) between 1 and 200),
  before_hash      bytea check (octet_length(before_hash) = 32),
  after_hash       bytea check (octet_length(after_hash) = 32),
  request_id       text not null,
  leaf_hash        bytea not null check (octet_length(leaf_hash) = 32),
  primary key (tenant_id, seq)
);
comment on table audit.event is 'scale:tenant — append-only: who did what to what';
create unique index event_id on audit.event (tenant_id, id);
create index event_actor on audit.event (tenant_id, actor_id, seq);
create index event_resource on audit.event (tenant_id, resource_id, seq);
create index event_action on audit.event (tenant_id, action, seq);
create index event_at on audit.event (tenant_id, at);
grant select, insert on audit.event to florin_app;

-- A sealed range of events. Each block holds the hash of the one before, and a signed note of itself.
create table audit.block (
  tenant_id  bigint not null,
  number     int8 not null check (number > 0),
  first_seq  int8 not null check (first_seq > 0),
  last_seq   int8 not null,
  root       bytea not null check (octet_length(root) = 32),      -- Merkle tree over the leaves, RFC 6962
  prev_hash  bytea not null check (octet_length(prev_hash) = 32), -- zeros in the first block
  hash       bytea not null check (octet_length(hash) = 32),
  checkpoint text not null,                                       -- signed note, as it is handed out
  sealed_at  timestamptz not null,                                -- wall clock
  primary key (tenant_id, number),
  check (last_seq >= first_seq)
);
comment on table audit.block is 'scale:tenant — append-only: sealed ranges of the audit trail, hash-chained and signed';
grant select, insert on audit.block to florin_app;

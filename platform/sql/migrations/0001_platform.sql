-- What every module stands on: the head of each tenant's feed, its clock, the feed itself, and idempotency keys.
create schema if not exists platform;
grant usage on schema platform to florin_app;

-- One row that a readiness probe writes: proof that a transaction commits, not merely that a port answers.
create table platform.heartbeat (
  id    smallint primary key check (id = 1),
  beats int8 not null default 0
);
comment on table platform.heartbeat is 'scale:local — written by the readiness probe';
insert into platform.heartbeat (id) values (1);
grant select, update on platform.heartbeat to florin_app;

-- The head of a tenant's feed. `seq` is taken as the last step of a write, so the lock lasts one commit
-- and the numbers have no gaps and commit in order.
create table platform.tenant_head (
  tenant_id bigint not null primary key,
  seq       int8 not null default 0 check (seq >= 0)
);
comment on table platform.tenant_head is 'scale:tenant — last sequence number given out in the tenant''s feed';
grant select, insert, update on platform.tenant_head to florin_app;

-- A sandbox's own clock. A live tenant has no row and follows the wall clock.
create table platform.tenant_clock (
  tenant_id bigint not null primary key,
  frozen_at timestamptz,
  offset_us int8 not null default 0 check (offset_us >= 0)
);
comment on table platform.tenant_clock is 'scale:tenant — virtual time of a sandbox: frozen, or ahead of the wall clock';
grant select, insert, update on platform.tenant_clock to florin_app;

-- The outbox is the truth about what happened, in order. Brokers and webhooks only carry it further.
create table platform.outbox (
  tenant_id bigint not null,
  seq       int8 not null check (seq > 0),
  id        uuid not null,
  type      text not null check (length(type) between 3 and 100),
  object_id text,                          -- public id of what the fact is about
  refs      uuid[] not null default '{}',  -- rows the fact covers when it covers many (ledger batches)
  at        timestamptz not null,          -- tenant's clock
  body      text not null,                 -- JSON, rendered once
  primary key (tenant_id, seq)
) with (fillfactor = 100);
alter table platform.outbox alter column refs set storage external;
comment on table platform.outbox is 'scale:tenant — append-only feed of facts, gap-free by seq';
grant select, insert on platform.outbox to florin_app;

-- Kept for ever. `reply` is the answer as sent; `subjects` instead where the answer is rendered from immutable rows.
create table platform.idempotency_key (
  tenant_id   bigint not null,
  key_hash    uuid not null,               -- 128 bits of SHA-256(tenant, key)
  fingerprint uuid not null,               -- 128 bits of SHA-256(method, route, canonical body)
  key         text not null,
  route       text not null,
  fields      text not null,               -- path:digest pairs of the body, to name what differs
  created_at  timestamptz not null,
  request_id  text not null,
  state       text not null check (state in ('in_progress', 'done')),
  lease_until timestamptz,                 -- in_progress only: another may resume after this
  status      smallint,
  reply       text,
  subjects    uuid[],
  outcomes    text,                        -- per subject, when not all are fresh successes
  primary key (tenant_id, key_hash),
  check ((state = 'in_progress') = (status is null))
);
comment on table platform.idempotency_key is 'scale:tenant — what each Idempotency-Key did, kept for ever';
grant select, insert, update on platform.idempotency_key to florin_app;

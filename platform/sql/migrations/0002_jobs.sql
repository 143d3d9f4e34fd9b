-- Work to be done later, and leases: who may do something alone, and for how long.

-- A job follows its tenant's clock for when it is due, and the wall clock for how long a worker may hold it.
-- A finished job is deleted: what it did is recorded where it did it. A dead one stays until someone looks.
create table platform.job (
  tenant_id   bigint not null,
  id          uuid not null,
  kind        text not null check (kind ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$' and length(kind) <= 100),
  unique_key  text check (length(unique_key) <= 200),  -- at most one waiting job of a kind has it
  state       text not null check (state in ('waiting', 'running', 'dead')),
  run_at      timestamptz not null,                    -- tenant's clock
  attempts    int4 not null default 0 check (attempts >= 0),
  lease_until timestamptz,                             -- wall clock
  fence       int8 not null default 0 check (fence >= 0), -- grows with each claim; an older one is refused
  created_at  timestamptz not null,                    -- tenant's clock
  fault       text check (length(fault) <= 500),       -- why the last attempt did not finish
  body        text not null,                           -- JSON, rendered once
  primary key (tenant_id, id),
  constraint running_has_lease check ((state = 'running') = (lease_until is not null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
comment on table platform.job is 'scale:tenant — work due later, by the tenant''s clock';
-- One kind's backlog never makes a claim of another kind slower: each is its own range of the index.
create index job_waiting on platform.job (tenant_id, kind, run_at, id) where state = 'waiting';
create unique index job_key on platform.job (tenant_id, kind, unique_key)
  where state = 'waiting' and unique_key is not null;
create index job_running on platform.job (tenant_id, lease_until) where state = 'running';
create index job_dead on platform.job (tenant_id, id) where state = 'dead';
grant select, insert, update, delete on platform.job to florin_app;

-- One row per thing that only one holder at a time does. The fence grows when the holder changes.
create table platform.lease (
  name        text not null primary key check (length(name) between 1 and 200),
  holder      text not null,
  fence       int8 not null check (fence > 0),
  lease_until timestamptz not null                     -- wall clock
);
comment on table platform.lease is 'scale:local — who does what alone, with a fencing token';
grant select, insert, update on platform.lease to florin_app;

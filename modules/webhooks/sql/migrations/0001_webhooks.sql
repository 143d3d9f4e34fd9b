-- Events as callers hear them, who wants to hear which, and what came of each telling.
create schema webhooks;
grant usage on schema webhooks to florin_app;

-- A public fact. `sequence` counts the events of one object from 1 without gaps; `previous_id` is the one before.
create table webhooks.event (
  tenant_id      bigint not null,
  seq            int8 not null,                       -- of the fact in the tenant's feed
  id             uuid not null,
  type           text not null check (type ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$' and length(type) <= 100),
  object_id      text collate "C" not null check (length(object_id) between 1 and 100),
  sequence       int8 not null,
  previous_id    uuid,
  created_at     timestamptz not null,                -- tenant's clock
  api_version    text not null,
  correlation_id text check (length(correlation_id) <= 100),
  data           text not null,                       -- JSON, rendered once
  primary key (tenant_id, seq),
  constraint counts_from_one check (sequence >= 1 and (sequence = 1) = (previous_id is null))
);
comment on table webhooks.event is 'scale:tenant — append-only: public events, numbered per object';
create unique index event_id on webhooks.event (tenant_id, id);
create unique index event_object on webhooks.event (tenant_id, object_id, sequence);
grant select on webhooks.event to florin_app;

create table webhooks.endpoint (
  tenant_id        bigint not null,
  id               uuid not null,
  url              text not null check (length(url) between 8 and 2000),
  description      text check (length(description) <= 500),
  filters          text[] not null check (cardinality(filters) between 1 and 100),
  api_version      text not null,
  ordering         text not null check (ordering in ('none', 'by_object')),
  signature        text not null check (signature in ('standard', 'stripe')),
  metadata         jsonb not null default '{}',
  state            int2 not null default 0,           -- 0 enabled, 1 disabled, 2 deleted
  came_from        int2,
  event            int2,                              -- 1 disable, 2 enable, 3 delete
  disabled_because text check (disabled_because in ('asked', 'failing', 'gone')),
  failing_since    timestamptz,                       -- wall clock; null after a success
  secret_number    int4 not null default 1,           -- of the current secret
  created_at       timestamptz not null,              -- wall clock, as updated_at
  updated_at       timestamptz not null,
  primary key (tenant_id, id),
  constraint disabled_for_a_reason check ((state = 1) = (disabled_because is not null)),
  -- The declared transitions of endpoint.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (1, 2, 0), (0, 3, 2), (1, 3, 2))))
);
comment on table webhooks.endpoint is 'scale:tenant — who wants to be told of which events';
grant select on webhooks.endpoint to florin_app;

-- Sealed by the vault; the plaintext is shown once and never stored.
create table webhooks.secret (
  tenant_id   bigint not null,
  endpoint_id uuid not null,
  number      int4 not null check (number >= 1),
  sealed      text not null check (length(sealed) <= 4000),
  created_at  timestamptz not null,
  valid_until timestamptz,                            -- wall clock; null: the current one
  primary key (tenant_id, endpoint_id, number),
  foreign key (tenant_id, endpoint_id) references webhooks.endpoint (tenant_id, id)
);
comment on table webhooks.secret is 'scale:tenant — sealed signing secrets; two are valid while a rotation overlaps';
grant select on webhooks.secret to florin_app;

-- One event for one endpoint. Small, because it changes three times: its attempts and the event's text stand elsewhere.
create table webhooks.delivery (
  tenant_id   bigint not null,
  id          uuid not null,
  endpoint_id uuid not null,
  event_seq   int8 not null,
  lane        text collate "C",                       -- the object, where its events are told one after the other
  state       int2 not null,                          -- 0 queued, 1 waiting, 2 sending, 3 succeeded, 4 dead, 5 held, 6 canceled
  came_from   int2,
  event       int2,                                   -- 1 release .. 10 cancel, as in delivery.machine.ts
  attempts    int2 not null default 0 check (attempts >= 0),            -- in all; the fence of who sends
  tries       int2 not null default 0 check (tries between 0 and attempts), -- since it was last queued anew
  due_at      timestamptz,                            -- wall clock: of waiting when it is due, of sending when its lease ends
  last_status int4,
  created_at  timestamptz not null,                   -- wall clock
  finished_at timestamptz,
  primary key (tenant_id, id),
  constraint due_while_open check ((state in (1, 2)) = (due_at is not null)),
  constraint queued_in_a_lane check (state <> 0 or lane is not null),
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 1, 5)) or (came_from is not null and event is not null
      and (came_from, event, state) in (
        (0, 1, 1), (1, 2, 2), (2, 2, 2), (2, 3, 3), (2, 4, 1), (2, 5, 4), (0, 6, 5), (1, 6, 5), (2, 6, 5),
        (5, 7, 1), (3, 8, 1), (4, 8, 1), (5, 9, 0), (3, 9, 0), (4, 9, 0), (3, 6, 5), (4, 6, 5),
        (0, 10, 6), (1, 10, 6), (2, 10, 6), (5, 10, 6))))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);
comment on table webhooks.delivery is 'scale:tenant — one event for one endpoint, and where its telling stands';
-- Each endpoint's backlog is its own range: a receiver that is slow never makes a claim for another one slower.
create index delivery_due on webhooks.delivery (tenant_id, endpoint_id, due_at) where state in (1, 2);
create unique index delivery_event on webhooks.delivery (tenant_id, endpoint_id, event_seq);
create index delivery_lane on webhooks.delivery (tenant_id, endpoint_id, lane, state, event_seq)
  where lane is not null and state in (0, 1, 2);
grant select on webhooks.delivery to florin_app;

-- What was sent follows from the event, `signed_at` and `signature`, so the body is not kept once more.
create table webhooks.delivery_attempt (
  tenant_id        bigint not null,
  delivery_id      uuid not null,
  number           int2 not null check (number >= 1),
  signed_at        timestamptz not null,              -- wall clock
  url              text not null,
  signature        text not null,
  took_ms          int4 not null check (took_ms >= 0),
  status           int4 check (status between 100 and 999),
  fault            text check (length(fault) <= 200), -- why there is no status
  response_headers text check (length(response_headers) <= 4000), -- JSON
  response_body    text check (length(response_body) <= 4000),    -- the beginning
  primary key (tenant_id, delivery_id, number),
  constraint status_or_fault check ((status is null) = (fault is not null))
);
comment on table webhooks.delivery_attempt is 'scale:tenant — append-only: every attempt to tell, and its answer';
grant select on webhooks.delivery_attempt to florin_app;

-- What callers asked of the API and how it was answered: for those who write the programs that call it.
create schema requests;
grant usage on schema requests to florin_app;

-- One finished request. Names, ids and codes only: no body, no header but the product names of the user agent, no value
-- that a caller could have chosen freely (modules/requests/kept.ts). Written a second later and never in the
-- transaction of the request itself: what a crash takes in between is lost.
create table requests.request_log (
  tenant_id    bigint not null,
  id           uuid not null,                -- of the Request-Id header
  created_at   timestamptz not null,         -- wall clock, when the request came
  actor_type   text not null check (actor_type in ('api_key', 'member', 'system')),
  actor_id     text not null,
  method       text not null,
  path         text not null check (length(path) <= 400),
  route        text not null,
  operation_id text not null,
  query_fields text[] not null,              -- names alone
  status       int2 not null check (status between 100 and 599),
  error_code   text,
  error_title  text,                         -- the sentence of the error table, never the detail
  faults       jsonb not null,               -- [{param, code}]
  object_id    text check (length(object_id) <= 60),
  api_version  text,                         -- null when it was refused before its version was known
  user_agent   text check (length(user_agent) <= 200),
  duration_ms  real not null,
  is_replay    boolean not null,
  primary key (tenant_id, id)
);
comment on table requests.request_log is 'scale:tenant — finished requests, as far as they are kept';
create index request_log_time on requests.request_log (tenant_id, created_at, id);
create index request_log_failed on requests.request_log (tenant_id, created_at) where status >= 400;
create index request_log_object on requests.request_log (tenant_id, object_id, created_at) where object_id is not null;
grant select, insert, delete on requests.request_log to florin_app;

-- How many there were, kept or not. Nothing here is per request, so it may count all of them.
create table requests.tally (
  tenant_id       bigint not null,
  hour_at         timestamptz not null,      -- wall clock, the beginning of the hour
  actor_id        text not null,
  api_version     text not null,             -- empty when they were refused before their version was known
  requests        int8 not null check (requests >= 0),
  failures        int8 not null check (failures between 0 and requests),
  unkept          int8 not null check (unkept between 0 and requests),  -- not in the log: beyond what is kept
  unkept_failures int8 not null check (unkept_failures between 0 and least(failures, unkept)),
  last_at         timestamptz not null,
  primary key (tenant_id, hour_at, actor_id, api_version)
);
comment on table requests.tally is 'scale:tenant — requests by hour, caller and API version, kept or not';
grant select, insert, update, delete on requests.tally to florin_app;

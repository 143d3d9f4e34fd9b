-- How often and how much each card, customer, device and so on was tried lately; lists; rule sets.
-- No personal text stands in the hot tables: keys are 128 bits of a hash (keys.ts).
create schema risk;
grant usage on schema risk to florin_app;

-- One row per tenant. Whoever counts locks it first, until the commit: batches of a tenant take turns, so two of them
-- never insert the same new key and never wait for each other crosswise. It also counts the versions of rule sets.
create table risk.head (
  tenant_id       bigint not null primary key,
  last_version    int4 not null default 0 check (last_version >= 0),
  active_rule_set uuid,                       -- null: the built-in one
  activated_at    timestamptz
);
comment on table risk.head is 'scale:tenant — last version of the rule sets and which of them is active';
grant select, update (last_version, active_rule_set, activated_at) on risk.head to florin_app;

create table risk.rule_set (
  tenant_id   bigint not null,
  id          uuid not null,
  version     int4 not null check (version >= 1),
  description text check (length(description) <= 500),
  definition  jsonb not null,
  created_by  text not null,
  created_at  timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, version)
);
comment on table risk.rule_set is 'scale:tenant — append-only versions of the risk rules';
grant select, insert on risk.rule_set to florin_app;
alter table risk.head add foreign key (tenant_id, active_rule_set) references risk.rule_set (tenant_id, id);

-- Attempts and declines of one key, each window as two buckets: the one that runs and the one before (windows.ts). Only
-- fixed-width columns change and none is indexed, so updates stay HOT.
create table risk.velocity (
  tenant_id          bigint not null,
  key                uuid not null,
  minute             int4 not null default 0, -- of the newest attempt, since 1970: says which buckets the counters are
  declined_minute    int4 not null default 0, -- of the newest decline, so that each update moves only its own counters
  attempts_10m       int4 not null default 0,
  attempts_10m_prior int4 not null default 0,
  attempts_1h        int4 not null default 0,
  attempts_1h_prior  int4 not null default 0,
  attempts_24h       int4 not null default 0,
  attempts_24h_prior int4 not null default 0,
  attempts_7d        int4 not null default 0,
  attempts_7d_prior  int4 not null default 0,
  attempts_30d       int4 not null default 0,
  attempts_30d_prior int4 not null default 0,
  declines_10m       int4 not null default 0,
  declines_10m_prior int4 not null default 0,
  declines_1h        int4 not null default 0,
  declines_1h_prior  int4 not null default 0,
  declines_24h       int4 not null default 0,
  declines_24h_prior int4 not null default 0,
  declines_7d        int4 not null default 0,
  declines_7d_prior  int4 not null default 0,
  declines_30d       int4 not null default 0,
  declines_30d_prior int4 not null default 0,
  primary key (tenant_id, key)
) with (fillfactor = 50);
comment on table risk.velocity is 'scale:tenant — attempts and declines per key in sliding windows';

-- Amounts of one key in one currency, in minor units, and what a card did since its holder was last authenticated.
create table risk.spending (
  tenant_id        bigint not null,
  key              uuid not null,
  minute           int4 not null,
  amount_10m       int8 not null default 0,
  amount_10m_prior int8 not null default 0,
  amount_1h        int8 not null default 0,
  amount_1h_prior  int8 not null default 0,
  amount_24h       int8 not null default 0,
  amount_24h_prior int8 not null default 0,
  amount_7d        int8 not null default 0,
  amount_7d_prior  int8 not null default 0,
  amount_30d       int8 not null default 0,
  amount_30d_prior int8 not null default 0,
  unproven_amount  int8 not null default 0,   -- since the last strong customer authentication
  unproven_count   int4 not null default 0,
  primary key (tenant_id, key)
) with (fillfactor = 50);
comment on table risk.spending is 'scale:tenant — amounts per key and currency in sliding windows';

-- Plans are kept, and the first one is made when there is hardly a row. Unless the planner knows that a tenant can have all
-- rows, it starts from the tenant's few and later compares each of them with each key of a batch (a thousand times slower).
-- So it is told, for good, and finds a few rows from the beginning: those of tenant 0, which does not exist.
alter table risk.velocity alter column tenant_id set (n_distinct = 1);
alter table risk.spending alter column tenant_id set (n_distinct = 1);
do $$ begin
  insert into risk.velocity (tenant_id, key) select 0, md5(i::text)::uuid from generate_series(1, 1000) as i;
  insert into risk.spending (tenant_id, key, minute) select 0, md5(i::text)::uuid, 0 from generate_series(1, 1000) as i;
  analyze risk.velocity;
  analyze risk.spending;
end $$;

create table risk.list (
  tenant_id  bigint not null,
  id         uuid not null,
  name       text not null check (length(name) between 1 and 100),
  kind       text not null check (kind in ('card', 'bin', 'email', 'email_domain', 'ip', 'country', 'device', 'customer')),
  effect     text not null check (effect in ('allow', 'block', 'review', 'challenge', 'none')),
  items      int4 not null default 0 check (items >= 0),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
comment on table risk.list is 'scale:tenant — lists of cards, addresses, countries and so on';
grant select, insert, update (items, updated_at), delete on risk.list to florin_app;

create table risk.list_item (
  tenant_id  bigint not null,
  key        uuid not null,                   -- hash of the value, as in the windows
  list_id    uuid not null,
  effect     text not null,                   -- of its list, which never changes
  value      text,                            -- null where it is personal
  hint       text not null check (length(hint) <= 60), -- enough of the value to recognise it
  expires_at timestamptz,                     -- by the tenant's clock
  created_at timestamptz not null,
  primary key (tenant_id, key, list_id),
  foreign key (tenant_id, list_id) references risk.list (tenant_id, id)
);
comment on table risk.list_item is 'scale:tenant — what stands on the lists';
create index list_item_list on risk.list_item (tenant_id, list_id, key);
grant select, insert, update (expires_at), delete on risk.list_item to florin_app;

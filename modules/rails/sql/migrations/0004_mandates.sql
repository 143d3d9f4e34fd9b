-- What debtors agreed to: SEPA mandates and ACH authorisations.
create table rails.mandate (
  tenant_id             bigint not null,
  id                    uuid not null,
  scheme                text not null check (scheme in ('ach', 'sepa_core', 'sepa_b2b')),
  reference             text collate "C" not null check (length(reference) between 1 and 35),
  bank_account_id       uuid not null,
  kind                  text not null check (kind in ('one_off', 'recurrent')),
  creditor_name         text not null check (length(creditor_name) between 1 and 140),
  creditor_id           text check (length(creditor_id) between 8 and 35),
  sec_code              text check (sec_code ~ '^[A-Z]{3}$'),
  signed_on             date not null,
  pre_notification_days int2 not null check (pre_notification_days between 1 and 90),
  amount_max            int8 check (amount_max > 0),
  metadata              jsonb not null default '{}',
  state                 int2 not null,           -- 0 pending, 1 active, 2 suspended, 3 revoked, 4 lapsed, 5 used
  came_from             int2,
  event                 int2,                    -- 1 activate, 2 suspend, 3 resume, 4 revoke, 5 lapse, 6 use_up
  because               text check (length(because) between 1 and 200),
  last_collection_on    date,
  lapses_on             date,
  amendments            int4 not null default 0 check (amendments >= 0),
  created_at            timestamptz not null,    -- tenant's clock, as updated_at
  updated_at            timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id),
  constraint ach_or_sepa check ((scheme = 'ach') = (creditor_id is null) and (scheme = 'ach') = (sec_code is not null)),
  constraint sepa_lapses check ((scheme = 'ach') = (lapses_on is null)),
  constraint ended_for_a_reason check ((state in (0, 1)) = (because is null)),
  -- The declared transitions of mandate.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 1)) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 4, 3), (0, 5, 4), (1, 2, 2), (1, 4, 3), (1, 5, 4), (1, 6, 5),
        (2, 3, 1), (2, 4, 3), (2, 5, 4))))
);
comment on table rails.mandate is 'scale:tenant — authorisations to collect from bank accounts of others';
-- SEPA: a reference is unique per creditor identifier (EPC rulebooks, AT-01). ACH: per tenant.
create unique index mandate_reference on rails.mandate (tenant_id, coalesce(creditor_id, ''), reference);
create index mandate_bank_account on rails.mandate (tenant_id, bank_account_id, id);
grant select, insert on rails.mandate to florin_app;
grant update (bank_account_id, creditor_name, creditor_id, reference, state, came_from, event, because,
  last_collection_on, lapses_on, amendments, updated_at) on rails.mandate to florin_app;

-- What a mandate said before a change: the next collection has to tell the debtor's bank (EPC rulebooks, AT-24).
create table rails.mandate_amendment (
  tenant_id  bigint not null,
  mandate_id uuid not null,
  number     int4 not null check (number >= 1),
  original   jsonb not null,
  amended_at timestamptz not null,               -- tenant's clock
  primary key (tenant_id, mandate_id, number),
  foreign key (tenant_id, mandate_id) references rails.mandate (tenant_id, id)
);
comment on table rails.mandate_amendment is 'scale:tenant — append-only: terms of mandates before each change';
grant select, insert on rails.mandate_amendment to florin_app;

-- How the debtor agreed, and everything that proves it. Kept as long as the mandate.
create table rails.mandate_evidence (
  tenant_id  bigint not null,
  mandate_id uuid not null,
  number     int4 not null check (number >= 1),
  kind       text not null check (kind ~ '^[a-z_]{1,40}$'),
  content    jsonb not null,
  sha256     bytea not null check (length(sha256) = 32),
  added_at   timestamptz not null,               -- tenant's clock
  primary key (tenant_id, mandate_id, number),
  foreign key (tenant_id, mandate_id) references rails.mandate (tenant_id, id)
);
comment on table rails.mandate_evidence is 'scale:tenant — append-only: proof of what debtors agreed to';
grant select, insert on rails.mandate_evidence to florin_app;

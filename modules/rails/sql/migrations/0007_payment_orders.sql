-- Our own side at a bank: who we are there, how files go to it and come from it, and what mirrors it in the ledger.
create table rails.bank_connection (
  tenant_id          bigint not null,
  id                 uuid not null,
  bank               text not null check (bank ~ '^[a-z][a-z0-9_]{0,39}$'),      -- whose dialect it speaks
  name               text not null check (length(name) between 1 and 140),
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  rails              text[] not null check (cardinality(rails) between 1 and 20),
  identity           jsonb not null,               -- how the bank knows us, by rail
  transport          jsonb not null,               -- where files go, without secrets
  sealed_secrets     text not null,
  bank_account       uuid not null,                -- ledger: our money at this bank
  uncleared_account  uuid not null,                -- ledger: collected, and may still come back
  shortfall_account  uuid not null,                -- ledger: came back, and its owner had nothing left
  rules              jsonb not null,               -- lead before cut-offs, acknowledgements, gauges
  state              text not null check (state in ('enabled', 'disabled')),
  next_reference     int8 not null default 1 check (next_reference >= 1),
  next_file          int4 not null default 1 check (next_file >= 1),
  seen               jsonb not null default '[]',  -- what the last look into the bank's folder saw
  looked_at          timestamptz,                  -- tenant's clock, as created_at and updated_at
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  primary key (tenant_id, id)
);
comment on table rails.bank_connection is 'scale:tenant — our own side at banks, secrets sealed';
grant select, insert, update (name, rails, identity, transport, sealed_secrets, rules, state, next_reference, next_file, seen,
  looked_at, updated_at) on rails.bank_connection to florin_app;

-- A file that goes to a bank: gathered at a cut-off, written once, sent at most once.
create table rails.outgoing_file (
  tenant_id     bigint not null,
  id            uuid not null,
  connection_id uuid not null,
  rail          text not null check (rail ~ '^[a-z_]{2,20}$'),
  format        text not null check (format ~ '^[a-z0-9_]{1,30}$'),
  cutoff_at     timestamptz not null,             -- tenant's clock, as every time here
  number        int4 not null check (number >= 1),
  name          text not null check (length(name) between 1 and 120),
  state         int2 not null,                    -- 0 gathering, 1 written, 2 sending, 3 sent, 4 unknown, 5 accepted, 6 rejected
  came_from     int2,
  event         int2,                             -- 1 write, 2 begin, 3 deliver, 4 lose, 5 accept, 6 reject, 7 retry
  because       text check (length(because) between 1 and 500),
  orders        int4 not null default 0 check (orders >= 0),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  debit_total   int8 not null default 0 check (debit_total >= 0),
  credit_total  int8 not null default 0 check (credit_total >= 0),
  sha256        bytea check (length(sha256) = 32),
  bytes         int8 check (bytes > 0),
  attempts      int4 not null default 0 check (attempts >= 0),
  created_at    timestamptz not null,
  sent_at       timestamptz,
  answered_at   timestamptz,
  updated_at    timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  unique (tenant_id, connection_id, number),
  constraint written_is_known check ((state = 0) = (sha256 is null) and (sha256 is null) = (bytes is null)),
  -- The declared transitions of outgoing_file.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (1, 2, 2), (2, 3, 3), (2, 4, 4), (2, 7, 1), (4, 3, 3), (4, 7, 1),
        (3, 5, 5), (3, 6, 6), (4, 5, 5), (4, 6, 6), (2, 5, 5), (2, 6, 6))))
);
comment on table rails.outgoing_file is 'scale:tenant — files that go to banks';
create unique index outgoing_file_gathering on rails.outgoing_file (tenant_id, connection_id, rail, format, cutoff_at)
  where state = 0;
create index outgoing_file_list on rails.outgoing_file (tenant_id, connection_id, id);
create unique index outgoing_file_name on rails.outgoing_file (tenant_id, connection_id, name);
-- The same content never goes to a bank twice, whatever a bug or a person does.
create unique index outgoing_file_content on rails.outgoing_file (tenant_id, connection_id, sha256);
grant select, insert, update (state, came_from, event, because, orders, debit_total, credit_total, sha256, bytes, attempts,
  sent_at, answered_at, updated_at) on rails.outgoing_file to florin_app;

-- The bytes of an outgoing file; a writing that broke off is taken away before the next one.
create table rails.outgoing_file_piece (
  tenant_id bigint not null,
  file_id   uuid not null,
  number    int4 not null check (number >= 1),
  content   bytea not null check (length(content) between 1 and 1048576),
  primary key (tenant_id, file_id, number),
  foreign key (tenant_id, file_id) references rails.outgoing_file (tenant_id, id)
);
comment on table rails.outgoing_file_piece is 'scale:tenant — bytes of files that go to banks';
grant select, insert, delete on rails.outgoing_file_piece to florin_app;

-- An order to pay to, or to collect from, a bank account of somebody else's.
create table rails.payment_order (
  tenant_id           bigint not null,
  id                  uuid not null,
  connection_id       uuid not null,
  kind                int2 not null check (kind in (1, 2)),        -- 1 credit_transfer, 2 direct_debit
  rail                text not null check (rail in ('ach', 'sepa', 'sepa_instant', 'sepa_core', 'sepa_b2b', 'rtp', 'fednow')),
  bank_account_id     uuid not null,
  mandate_id          uuid,
  account             uuid not null,                               -- ledger: whose money it is
  amount              int8 not null check (amount >= 0),           -- minor units; 0 is a prenote
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  sec_code            text check (sec_code ~ '^[A-Z]{3}$'),
  description         text not null check (length(description) between 1 and 10),
  remittance          text check (length(remittance) between 1 and 140),
  end_to_end_id       text collate "C" not null check (length(end_to_end_id) between 1 and 35),
  wish                text not null check (wish ~ '^(same_day|next_day|[0-9]{4}-[0-9]{2}-[0-9]{2})$'),
  purpose             int2 not null default 1 check (purpose between 1 and 5), -- 1 payment, 2 prenote, 3 micro_entry, 4 reversal, 5 return_fee
  sequence_type       text check (sequence_type in ('FRST', 'RCUR', 'FNAL', 'OOFF')),
  funds               int2 not null default 0 check (funds between 0 and 3), -- where collected money is: 0 nowhere, 1 account, 2 uncleared, 3 shortfall
  releases_after      boolean not null default false,              -- collected money is free only after the return window
  fallback_rail       text check (fallback_rail in ('sepa', 'ach')), -- of an instant order: taken when the rail rejects it
  attempt             int2 not null default 1 check (attempt between 1 and 3),
  original_id         uuid,                                        -- of a reinitiation, reversal or fee: what it is about
  next_id             uuid,                                        -- what came of it: the reinitiation
  state               int2 not null,  -- 0 scheduled, 1 submitting, 2 submitted, 3 unknown, 4 settled, 5 returned, 6 rejected, 7 cancelled, 8 reversed
  came_from           int2,
  event               int2,           -- 1 submit, 2 deliver, 3 lose, 4 settle, 5 return, 6 reject, 7 cancel, 8 reverse, 9 restore, 10 withdraw
  steps               int2 not null default 0 check (steps between 0 and 30),
  reason_code         text check (length(reason_code) between 1 and 10),
  because             text check (length(because) between 1 and 500),
  next_action         text check (next_action ~ '^[A-Z_]{3,30}$'),
  needs_review        boolean not null default false,
  file_id             uuid,
  number              int4 check (number >= 1),                    -- place in the file
  reference           text collate "C" check (length(reference) between 1 and 36), -- as the rail calls it: trace number, UETR, transaction id
  time_window         text check (length(time_window) <= 40),
  file_cutoff_at      timestamptz,                                 -- tenant's clock, as every time here
  effective_on        date not null,
  settles_on          date not null,
  settles_at          timestamptz not null,
  settled_at          timestamptz,
  return_closes_at    timestamptz,
  dispute_closes_at   timestamptz,
  metadata            jsonb not null default '{}',
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id),
  foreign key (tenant_id, mandate_id) references rails.mandate (tenant_id, id),
  foreign key (tenant_id, file_id) references rails.outgoing_file (tenant_id, id),
  constraint debits_are_agreed_to check (kind = 1 or mandate_id is not null or purpose <> 1),
  constraint zero_is_a_prenote check ((amount = 0) = (purpose = 2)),
  constraint filed_has_a_place check ((file_id is null) = (number is null)),
  -- The declared transitions of payment_order.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 6, 6), (0, 7, 7), (1, 2, 2), (1, 3, 3), (1, 4, 4), (1, 6, 6), (1, 10, 0),
        (2, 3, 3), (2, 4, 4), (2, 6, 6), (3, 2, 2), (3, 4, 4), (3, 6, 6), (3, 10, 0), (4, 5, 5), (4, 8, 8), (5, 9, 4), (8, 9, 4))))
);
comment on table rails.payment_order is 'scale:tenant — payments to and collections from bank accounts of others';
create unique index payment_order_end_to_end on rails.payment_order (tenant_id, connection_id, end_to_end_id);
create index payment_order_due on rails.payment_order (tenant_id, connection_id, rail, file_cutoff_at, id) where state = 0;
create unique index payment_order_file on rails.payment_order (tenant_id, file_id, number) where file_id is not null;
create index payment_order_reference on rails.payment_order (tenant_id, connection_id, reference);
create index payment_order_bank_account on rails.payment_order (tenant_id, bank_account_id, id);
create index payment_order_mandate on rails.payment_order (tenant_id, mandate_id, id) where mandate_id is not null;
create index payment_order_review on rails.payment_order (tenant_id, id) where needs_review;
create index payment_order_uncleared on rails.payment_order (tenant_id, connection_id, return_closes_at, id)
  where funds = 2 and state = 4;
grant select, insert on rails.payment_order to florin_app;
grant update (funds, next_id, state, came_from, event, steps, reason_code, because, next_action, needs_review, file_id, number,
  reference, time_window, file_cutoff_at, effective_on, settles_on, settles_at, settled_at, return_closes_at,
  dispute_closes_at, updated_at) on rails.payment_order to florin_app;

-- Everything that happened to an order, in its order.
create table rails.payment_order_event (
  tenant_id   bigint not null,
  order_id    uuid not null,
  number      int2 not null check (number >= 1),
  event       int2 not null,
  state       int2 not null,
  reason_code text check (length(reason_code) between 1 and 10),
  because     text check (length(because) between 1 and 500),
  file_id     uuid,                                -- the file that said so, ours or the bank's
  at          timestamptz not null,                -- tenant's clock
  primary key (tenant_id, order_id, number),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id)
);
comment on table rails.payment_order_event is 'scale:tenant — append-only: what happened to payment orders';
grant select, insert on rails.payment_order_event to florin_app;

-- What banks told of orders that we do not know, or that could not be: somebody has to look.
create table rails.bank_notice (
  tenant_id     bigint not null,
  id            uuid not null,
  connection_id uuid not null,
  file_id       uuid not null,                     -- the bank's file
  line          int4 not null check (line >= 1),
  kind          text not null check (kind ~ '^[a-z_]{1,40}$'),
  reference     text not null check (length(reference) <= 100),
  reason_code   text not null check (length(reason_code) <= 10),
  amount        int8 not null check (amount >= 0),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  order_id      uuid,
  because       text not null check (length(because) between 1 and 500),
  state         text not null check (state in ('open', 'closed')),
  closed_because text check (length(closed_because) between 1 and 500),
  created_at    timestamptz not null,              -- tenant's clock
  closed_at     timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, file_id, line),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  constraint closed_for_a_reason check ((state = 'closed') = (closed_because is not null and closed_at is not null))
);
comment on table rails.bank_notice is 'scale:tenant — what banks told and nothing of ours answers to';
create index bank_notice_list on rails.bank_notice (tenant_id, created_at, id);
create index bank_notice_open on rails.bank_notice (tenant_id, created_at, id) where state = 'open';
grant select, insert, update (state, closed_because, closed_at) on rails.bank_notice to florin_app;

-- How many debits went out and came back, by day: what return rates are made of.
create table rails.return_count (
  tenant_id      bigint not null,
  connection_id  uuid not null,
  counted_on     date not null,                    -- when the debit settled, or the return came
  debits         int8 not null default 0 check (debits >= 0),
  unauthorized   int8 not null default 0 check (unauthorized >= 0),
  administrative int8 not null default 0 check (administrative >= 0),
  overall        int8 not null default 0 check (overall >= 0),
  primary key (tenant_id, connection_id, counted_on),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id)
);
comment on table rails.return_count is 'scale:tenant — debits and their returns by day, for the gauges';
grant select, insert, update (debits, unauthorized, administrative, overall) on rails.return_count to florin_app;

-- Corrections that banks asked for, and what became of them.
create table rails.change_notice (
  tenant_id       bigint not null,
  id              uuid not null,
  connection_id   uuid not null,
  order_id        uuid not null,
  bank_account_id uuid not null,
  file_id         uuid not null,
  code            text not null check (length(code) between 1 and 10),
  sealed_change   text not null,                   -- what it should be: account numbers stay sealed
  due_on          date not null,
  state           text not null check (state in ('applied', 'review', 'refused', 'dismissed')),
  because         text check (length(because) between 1 and 500),
  created_at      timestamptz not null,            -- tenant's clock
  updated_at      timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id)
);
comment on table rails.change_notice is 'scale:tenant — notifications of change from banks';
create index change_notice_account on rails.change_notice (tenant_id, bank_account_id, id);
create index change_notice_list on rails.change_notice (tenant_id, created_at, id);
grant select, insert, update (state, because, updated_at) on rails.change_notice to florin_app;

-- When a person last gave the details of a bank account; null: when it was added. What a bank corrects does not count. Payouts
-- wait for a while after it.
alter table rails.bank_account add column details_given_at timestamptz;
grant update (details_given_at) on rails.bank_account to florin_app;

-- How it is found out that a bank account can be debited: a prenote that nobody objects to, or small amounts that its holder names.
create table rails.account_verification (
  tenant_id       bigint not null,
  id              uuid not null,                   -- of the first of its orders
  bank_account_id uuid not null,
  method          text not null check (method in ('prenote', 'micro_entries')),
  order_ids       uuid[] not null check (cardinality(order_ids) between 1 and 4),
  state           text not null check (state in ('pending', 'verified', 'failed')),
  tries           int2 not null default 0 check (tries between 0 and 3), -- amounts that were named and wrong
  created_at      timestamptz not null,            -- tenant's clock
  updated_at      timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id),
  constraint amounts_are_named check (method = 'micro_entries' or (state = 'pending' and tries = 0))
);
comment on table rails.account_verification is 'scale:tenant — prenotes and micro-entries by which bank accounts are verified';
create index account_verification_account on rails.account_verification (tenant_id, bank_account_id, created_at, id);
grant select, insert, update (state, tries, updated_at) on rails.account_verification to florin_app;

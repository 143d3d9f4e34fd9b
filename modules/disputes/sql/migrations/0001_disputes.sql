-- Disputes: cases that cardholders' banks opened, what was answered, and what came of it.
create schema disputes;
grant usage on schema disputes to florin_app;

create table disputes.dispute (
  tenant_id           bigint not null,
  id                  uuid not null,
  step                int4 not null,                -- steps.ts: came_from × 10,000 + event × 100 + state
  version             int4 not null default 1,
  payment_id          uuid not null,
  merchant_id         uuid not null,
  account_id          uuid not null,                -- the acquirer account that told of it
  case_reference      text not null check (length(case_reference) between 1 and 100),
  operation_reference text not null,                -- ours, of the sale
  scheme              text not null check (length(scheme) between 1 and 20),
  reason_code         text not null check (length(reason_code) between 1 and 20),
  category            text not null,
  stage               text not null check (stage in ('inquiry', 'chargeback', 'pre_arbitration', 'arbitration')),
  heard               int4 not null,                -- rank of the newest news that was believed (learn.ts)
  currency            text not null check (currency ~ '^[A-Z]{3}$'),
  amount              int8 not null check (amount > 0),                       -- minor units
  amount_withdrawn    int8 not null default 0,      -- what the merchant is without now because of it
  fee                 int8 not null default 0 check (fee >= 0),               -- taken once, never given back
  contradiction       text check (length(contradiction) <= 500),              -- what a person has to look at
  open_operation      uuid,                         -- the one answer whose outcome is not known
  due_at              timestamptz not null,         -- tenant's clock: when an answer comes too late
  act_before          timestamptz not null,         -- when we want to be done
  opened_at           timestamptz not null,         -- by the acquirer's clock
  stage_at            timestamptz not null,         -- when the stage began
  evidence            text not null default '{}',   -- JSON: what the merchant gave so far, of this stage
  evidence_at         timestamptz,
  settled_at          timestamptz,                  -- when it was won, lost, accepted or closed
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, case_reference),
  check (amount_withdrawn between 0 and amount),
  check (act_before <= due_at),
  -- The declared steps of dispute.machine.ts; one that is not here cannot be written.
  constraint declared_step check (step in (1, 10102, 10203, 10304, 10405, 10506, 10607, 10701, 20405, 20506, 20607, 20701, 40102, 40405, 40506, 40607, 50701, 70701))
);
comment on table disputes.dispute is 'scale:tenant — disputes, their state and what they hold of a payment';
create index dispute_payment on disputes.dispute (tenant_id, payment_id);
create index dispute_case on disputes.dispute (tenant_id, case_reference);
create index dispute_opened on disputes.dispute (tenant_id, opened_at);
grant select, insert, update on disputes.dispute to florin_app;

-- Answers to acquirers, written before they are sent.
create table disputes.operation (
  tenant_id  bigint not null,
  id         uuid not null,
  dispute_id uuid not null,
  kind       text not null check (kind in ('submit', 'accept')),
  stage      text not null check (stage in ('inquiry', 'chargeback', 'pre_arbitration', 'arbitration')),
  sent       text not null check (length(sent) <= 60000), -- the very bytes; sent again they are the same answer
  state      text not null check (state in ('open', 'done', 'failed')),
  failure    text check (length(failure) <= 500),
  created_at timestamptz not null,
  settled_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, dispute_id) references disputes.dispute (tenant_id, id),
  check ((state = 'open') = (settled_at is null) and (state = 'failed') = (failure is not null))
);
comment on table disputes.operation is 'scale:tenant — evidence and acceptances sent to acquirers, and whether they arrived';
create index operation_dispute on disputes.operation (tenant_id, dispute_id);
grant select, insert, update on disputes.operation to florin_app;

-- What acquirers told of disputes, in the order in which it was learned.
create table disputes.news (
  tenant_id  bigint not null,
  dispute_id uuid not null,
  id         uuid not null,
  stage      text not null,
  status     text not null,
  event      text,                 -- what it made of the dispute; null: noted, and nothing changed by it
  amount     int8 not null,        -- taken from the merchant; below zero: given back
  fee        int8 not null,
  movement   text,                 -- names the ledger's transfers, which follow from it
  at         timestamptz not null, -- tenant's clock
  primary key (tenant_id, dispute_id, id),
  foreign key (tenant_id, dispute_id) references disputes.dispute (tenant_id, id)
);
comment on table disputes.news is 'scale:tenant — append-only: what was learned about each dispute, and what moved';
grant select, insert on disputes.news to florin_app;

-- Captured payments by their card, filled from the facts: what Compelling Evidence looks for is months old.
create table disputes.card_payment (
  tenant_id   bigint not null,
  fingerprint uuid not null,       -- the vault's
  paid_at     timestamptz not null,
  payment_id  uuid not null,
  merchant_id uuid not null,
  scheme      text not null,
  primary key (tenant_id, fingerprint, payment_id)
);
comment on table disputes.card_payment is 'scale:tenant — append-only: captured payments by card';
create index card_payment_month on disputes.card_payment (tenant_id, merchant_id, paid_at);
grant select, insert on disputes.card_payment to florin_app;

-- Acquirer accounts whose disputes are looked for, and up to when that was done.
create table disputes.watch (
  tenant_id  bigint not null,
  account_id uuid not null,
  seen_until timestamptz,          -- by the acquirer's clock
  primary key (tenant_id, account_id)
);
comment on table disputes.watch is 'scale:tenant — how far the disputes of each acquirer account were read';
grant select, insert, update on disputes.watch to florin_app;

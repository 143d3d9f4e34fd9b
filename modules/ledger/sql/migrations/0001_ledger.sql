-- Accounts, balances, transfers, holds. Amounts are ISO 4217 minor units; nothing here is ever deleted.
-- The application may read these tables and call the posting functions; it may not write the tables itself.
create schema ledger;
grant usage on schema ledger to florin_app;

-- What an account is. Cold: posting never reads or writes it.
create table ledger.account (
  tenant_id     bigint not null,
  id            uuid not null,
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  normal_side   text not null check (normal_side in ('debit', 'credit')),
  path          text collate "C" not null check (path ~ '^[a-z0-9_]+(:[a-z0-9_-]+)*$' and length(path) <= 200),
  name          text check (length(name) <= 200),
  floor         int8,                                   -- least available balance, null: no floor
  ceiling       int8,                                   -- greatest balance with what is pending in
  overdraft     int8 not null default 0 check (overdraft >= 0), -- facility below the floor; holds never draw it
  metadata      jsonb not null default '{}',
  original      jsonb,                                  -- name, limits and metadata as first given, once one of them changed
  state         int2 not null default 0,                -- 0 open, 1 frozen_debits, 2 frozen, 3 closed; posting reads balance.state
  came_from     int2,                                   -- the state before, null when new
  event         int2,                                   -- 1 freeze_debits, 2 freeze, 3 unfreeze, 4 close
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (tenant_id, id),
  check (floor is null or ceiling is null or floor <= ceiling),
  constraint overdraft_has_floor check (overdraft = 0 or floor is not null),
  -- The declared transitions of account.machine.ts; a pair that is not here cannot be written.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in (
        (0, 1, 1), (0, 2, 2), (0, 4, 3), (1, 2, 2), (1, 3, 0), (1, 4, 3), (2, 1, 1), (2, 3, 0), (2, 4, 3))))
);
comment on table ledger.account is 'scale:tenant — ledger accounts, without their balances';
create index account_path on ledger.account (tenant_id, path, id);
create index account_metadata on ledger.account using gin (metadata jsonb_path_ops);
grant select on ledger.account to florin_app;

-- The only row of an account that posting changes: fixed width, no indexed column among those, so that updates stay HOT.
-- Net debit is debits_posted + debits_pending - credits_posted; debit_cap bounds it. credit_cap mirrors it.
create table ledger.balance (
  tenant_id       bigint not null,
  account_id      uuid not null,
  debits_posted   int8 not null default 0,
  credits_posted  int8 not null default 0,
  debits_pending  int8 not null default 0,
  credits_pending int8 not null default 0,
  version         int8 not null default 0,
  debit_cap       int8 not null,
  credit_cap      int8 not null,
  overdraft       int8 not null default 0,
  updated_at      timestamptz not null,
  currency        int2 not null,
  normal_side     int2 not null,             -- -1 debit, 1 credit
  state           int2 not null default 0,   -- open, frozen_debits, frozen, closed
  is_monitored    boolean not null default false,
  last_transfer   uuid not null default '00000000-0000-0000-0000-000000000000',  -- of the newest entry: where its history begins
  prior_transfer  uuid not null default '00000000-0000-0000-0000-000000000000',  -- last_transfer before the newest batch
  primary key (tenant_id, account_id),
  -- Few and combined: PostgreSQL reads and plans each check anew for every statement, and an UPDATE evaluates all of
  -- them per row (nine separate ones cost 0.9 us a row more than these four).
  constraint counters_not_negative check (
    least(debits_posted, credits_posted, debits_pending, credits_pending, version, overdraft) >= 0),
  constraint within_debit_cap check (debits_posted + debits_pending - credits_posted <= debit_cap),
  constraint within_credit_cap check (credits_posted + credits_pending - debits_posted <= credit_cap),
  constraint closed_is_empty check (normal_side in (-1, 1) and (state in (0, 1, 2)
    or (state = 3 and debits_posted = credits_posted and debits_pending = 0 and credits_pending = 0)))
) with (fillfactor = 50);
-- Posting finds a row by its account: one page instead of a descent (the batch of 1,000 costs 12 to 18 % less). Updates
-- stay HOT, because the column never changes; the primary key keeps it unique.
create index balance_account on ledger.balance using hash (account_id);
-- Plans are kept, and the first is made when there is hardly a row. Unless the planner knows that a tenant can have all of
-- them, it starts from the tenant's few accounts and later compares each of them with each of the batch (1 ms a transfer
-- with 10,000 accounts). So it is told, for good, and shown rows before the first statement.
alter table ledger.balance alter column tenant_id set (n_distinct = 1);
do $$ begin
  insert into ledger.balance (tenant_id, account_id, debit_cap, credit_cap, updated_at, currency, normal_side)
    select 0, md5(i::text)::uuid, 0, 0, '2026-01-01', 0, 1 from generate_series(1, 100) as i;
  analyze ledger.balance;
  truncate ledger.balance;
end $$;
comment on table ledger.balance is 'scale:tenant — counters of each account, changed by the posting functions only';
grant select on ledger.balance to florin_app;

-- One row per id that was ever asked for, refused ones included: an outcome never changes.
-- Each leg carries its account's version and the balances that resulted, assigned under the account's lock.
create table ledger.transfer (
  tenant_id      bigint not null,
  id             uuid not null,
  debit_account  uuid,
  credit_account uuid,
  amount         int8 not null check (amount >= 0),
  posted_at      timestamptz not null,
  debit_version  int8,
  debit_balance  int8,            -- credits_posted - debits_posted of the debit account after this leg
  debit_debits_pending  int8,
  debit_credits_pending int8,
  credit_version int8,
  credit_balance int8,
  credit_debits_pending  int8,
  credit_credits_pending int8,
  debit_prior    uuid,            -- transfer of the account's entry before this leg, zeros for its first
  credit_prior   uuid,
  effective_on   date not null,
  kind           int2 not null check (kind between 1 and 5),    -- single, pending, post, void, expire
  result         int2 not null default 0,                       -- 0 posted, else a code of ledger.result_code
  currency       int2 not null,
  code           text not null check (length(code) <= 40),
  pending_id     uuid,
  released       int8,            -- post, void, expire: what of the hold was given back
  asked          int8,            -- amount asked for where it differs: 0 means max
  at_most        int8,            -- of max: the most that was asked for
  is_final       boolean,         -- of a post: true when it was asked to end its hold
  conditions     uuid,            -- digest of the preconditions it was asked with
  expires_at     timestamptz,
  reversal_of    uuid,
  primary key (tenant_id, id),
  constraint posted_has_versions check ((result = 0) = (debit_version is not null and credit_version is not null
    and debit_prior is not null and credit_prior is not null)),
  constraint two_accounts check (result <> 0 or debit_account <> credit_account),
  constraint pending_named check ((kind <= 2) = (pending_id is null))
);
comment on table ledger.transfer is 'scale:tenant — append-only record of every transfer asked for and what came of it';
-- History: each leg names the transfer before it, and every 64th entry of an account is indexed as a mark to begin a
-- walk at. Two indexes over all legs would be a third of what posting costs (docs/decisions/0013-history-as-a-chain.md).
create index transfer_debit_mark on ledger.transfer (debit_account, debit_version) where debit_version & 63 = 0;
create index transfer_credit_mark on ledger.transfer (credit_account, credit_version) where credit_version & 63 = 0;
create index transfer_pending on ledger.transfer (tenant_id, pending_id) where pending_id is not null;
create index transfer_reversal on ledger.transfer (tenant_id, reversal_of) where reversal_of is not null;
grant select on ledger.transfer to florin_app;

-- The entries of accounts: each posted transfer seen from either side.
create view ledger.leg as
  select tenant_id, debit_account as account_id, debit_version as version, 'debit' as direction,
    credit_account as counter_account, id as transfer_id, kind, amount, released, currency, code, posted_at, effective_on,
    debit_balance as net, debit_debits_pending as debits_pending, debit_credits_pending as credits_pending,
    pending_id, expires_at, reversal_of, debit_prior as prior
  from ledger.transfer where result = 0
  union all
  select tenant_id, credit_account, credit_version, 'credit', debit_account, id, kind, amount, released, currency, code,
    posted_at, effective_on, credit_balance, credit_debits_pending, credit_credits_pending,
    pending_id, expires_at, reversal_of, credit_prior
  from ledger.transfer where result = 0;
comment on view ledger.leg is 'scale:tenant — entries of accounts with the balances they left behind';
grant select on ledger.leg to florin_app;

-- Legs dated to another day than they were recorded on: the effective axis is the recorded one corrected by these few.
create table ledger.redated (
  tenant_id    bigint not null,
  account_id   uuid not null,
  effective_on date not null,
  transfer_id  uuid not null,
  recorded_on  date not null,
  net          int8 not null,   -- credit positive
  version      int8 not null,   -- the account's after this leg: statements by effective date page along it
  primary key (tenant_id, account_id, effective_on, version)
);
comment on table ledger.redated is 'scale:tenant — append-only legs whose effective day is not the day of recording';
grant select on ledger.redated to florin_app;

-- Free text and metadata of the transfers that have any.
create table ledger.transfer_note (
  tenant_id   bigint not null,
  id          uuid not null,
  description text,
  metadata    jsonb not null default '{}',
  primary key (tenant_id, id)
);
comment on table ledger.transfer_note is 'scale:tenant — append-only description and metadata of transfers';
create index transfer_note_metadata on ledger.transfer_note using gin (metadata jsonb_path_ops);
grant select on ledger.transfer_note to florin_app;

-- What is left of each pending transfer. Guarded by the locks on its two accounts.
create table ledger.hold (
  tenant_id      bigint not null,
  id             uuid not null,
  debit_account  uuid not null,
  credit_account uuid not null,
  amount         int8 not null check (amount > 0),
  remaining      int8 not null,
  expires_at     timestamptz,
  updated_at     timestamptz not null,
  currency       int2 not null,
  state          int2 not null,   -- 0 open, 1 posted, 2 voided, 3 expired
  came_from      int2,            -- the state before, null when new
  event          int2,            -- 1 post_part, 2 post, 3 void, 4 expire
  primary key (tenant_id, id),
  check (remaining between 0 and amount),
  check ((state = 0) = (remaining > 0)),
  -- The declared transitions of hold.machine.ts; a pair that is not here cannot be written.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 0), (0, 2, 1), (0, 3, 2), (0, 4, 3))))
) with (fillfactor = 80);
alter table ledger.hold alter column tenant_id set (n_distinct = 1); -- as for ledger.balance
do $$ begin
  insert into ledger.hold (tenant_id, id, debit_account, credit_account, amount, remaining, updated_at, currency, state)
    select 0, md5(i::text)::uuid, md5('d')::uuid, md5('c')::uuid, 1, 1, '2026-01-01', 0, 0 from generate_series(1, 100) as i;
  analyze ledger.hold;
  truncate ledger.hold;
end $$;
comment on table ledger.hold is 'scale:tenant — open and closed holds with what remains of them';
create index hold_due on ledger.hold (expires_at, tenant_id) where state = 0 and expires_at is not null;
-- A sandbox may be years ahead: its due holds are found without reading everybody's.
create index hold_due_in_tenant on ledger.hold (tenant_id, expires_at) where state = 0 and expires_at is not null;
grant select on ledger.hold to florin_app;

-- One row per tenant: what is closed. Effective dates up to closed_through take no more entries.
create table ledger.book (
  tenant_id      bigint not null primary key,
  closed_through date
);
comment on table ledger.book is 'scale:tenant — through which day the tenant''s periods are closed';
grant select on ledger.book to florin_app;

-- Every closing there was. A closed period is never opened again: corrections go into an open one.
create table ledger.period (
  tenant_id      bigint not null,
  id             uuid not null,
  closed_through date not null,
  closed_before  date,              -- through which day the books were closed before
  description    text,
  closed_at      timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, closed_through),
  check (closed_before is null or closed_before < closed_through)
);
comment on table ledger.period is 'scale:tenant — append-only closings of the books';
grant select on ledger.period to florin_app;

create table ledger.monitor (
  tenant_id    bigint not null,
  id           uuid not null,
  account_id   uuid not null,
  field        text not null check (field in ('posted', 'pending_in', 'pending_out', 'available')),
  operator     text not null check (operator in ('lt', 'lte', 'gt', 'gte')),
  threshold    int8 not null,
  hysteresis   int8 not null default 0 check (hysteresis >= 0),
  is_triggered boolean not null default false,
  is_deleted   boolean not null default false,
  changed_at   timestamptz not null,
  version      int8 not null default 0,
  metadata     jsonb not null default '{}',
  created_at   timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, account_id) references ledger.account (tenant_id, id)
);
comment on table ledger.monitor is 'scale:tenant — balance monitors and whether each is triggered now';
create index monitor_account on ledger.monitor (tenant_id, account_id) where not is_deleted;
grant select on ledger.monitor to florin_app;

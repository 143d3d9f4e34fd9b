-- A bank's account, as its statements name it, and the ledger account that mirrors it: every credit at the bank is a debit
-- there. The row is also the lock of the account: whoever matches, undoes or proves holds it.
create table reconciliation.bank_binding (
  tenant_id         bigint not null,
  id                uuid not null,
  name              text check (length(name) between 1 and 200),
  account_key       bytea not null check (length(account_key) = 32),   -- as in reconciliation.statement
  account_last4     text not null check (length(account_last4) <= 4),
  currency          char(3) not null,
  ledger_account    uuid not null,
  suspense_account  uuid not null,                -- of money that the bank shows and nobody expects
  fees_account      uuid not null,                -- of what the bank takes for its services
  tolerance_account uuid not null,                -- of differences too small to ask about
  calendar          text not null check (calendar ~ '^[a-z_]{1,40}$'),
  starts_on         date not null,                -- lines and entries before this day are not looked at
  starts_version    int8 not null,                -- of the ledger account at the binding: later entries count whatever their day
  ledger_opening    int8 not null,                -- what the ledger had at the end of the day before
  bank_opening      int8,                         -- the same at the bank, from the first statement
  ledger_version    int8 not null default 0,      -- up to which the ledger's entries were read
  bank_items        int8 not null default 0,      -- so many lines were read
  state             text not null check (state in ('active', 'closed')),
  created_at        timestamptz not null,
  closed_at         timestamptz,
  primary key (tenant_id, id),
  check ((state = 'closed') = (closed_at is not null)),
  check (ledger_account not in (suspense_account, fees_account, tolerance_account))
);
comment on table reconciliation.bank_binding is 'scale:tenant — bank accounts and the ledger accounts that mirror them';
create unique index binding_account on reconciliation.bank_binding (tenant_id, account_key) where state = 'active';
create unique index binding_ledger on reconciliation.bank_binding (tenant_id, ledger_account) where state = 'active';
grant select, insert, update (bank_opening, ledger_version, bank_items, state, closed_at)
  on reconciliation.bank_binding to florin_app;

-- How far the lines of each statement were read.
create table reconciliation.bound_statement (
  tenant_id    bigint not null,
  binding_id   uuid not null,
  statement_id uuid not null,
  lines_read   int4 not null,
  is_read      boolean not null,
  primary key (tenant_id, binding_id, statement_id),
  foreign key (tenant_id, binding_id) references reconciliation.bank_binding (tenant_id, id)
);
comment on table reconciliation.bound_statement is 'scale:tenant — how far each statement of a bound account was read';
grant select, insert, update (lines_read, is_read) on reconciliation.bound_statement to florin_app;

-- One movement of a bound account, as the bank or as the ledger tells it. Only its state changes.
create table reconciliation.item (
  tenant_id     bigint not null,
  binding_id    uuid not null,
  side          int2 not null check (side in (1, 2)),         -- bank, ledger
  number        int8 not null check (number > 0),             -- ledger: the account's version; bank: counted as they came
  source_id     uuid not null,                                -- statement or transfer
  source_number int4 not null,                                -- line of the statement; 0 for a transfer
  amount        int8 not null check (amount <> 0),            -- above zero it came in
  fee           int8 not null default 0,                      -- ledger: what the bank is expected to keep of it
  on_day        date not null,
  keys          text[] not null,
  code          text not null,
  counterparty  text,
  counter_account uuid,                                       -- ledger: the other leg
  is_own        boolean not null default false,               -- ledger: posted by matching
  mark          int2 not null default 0 check (mark in (0, 1, 2)),  -- bank: takes back an earlier line; is a bank's fee
  state         int2 not null default 0 check (state in (0, 1, 2)), -- open, suspended, matched
  match_id      uuid,
  primary key (tenant_id, binding_id, side, number),
  check ((state = 0) = (match_id is null))
);
comment on table reconciliation.item is 'scale:tenant — movements of bound accounts on either side, and whether they are matched';
create unique index item_source on reconciliation.item (tenant_id, source_id, source_number, binding_id);
create index item_unmatched on reconciliation.item (tenant_id, binding_id, side, on_day, number) where state < 2;
create index item_amount on reconciliation.item (tenant_id, binding_id, side, amount, on_day) where state < 2;
grant select, insert, update (state, match_id) on reconciliation.item to florin_app;

-- By what items are found. Of the ledger's side only those that are not matched stand here, so that a reference used for
-- years costs nothing; of the bank's side all stay, which is how a line that comes twice is known.
create table reconciliation.item_key (
  tenant_id  bigint not null,
  binding_id uuid not null,
  side       int2 not null,
  key        text collate "C" not null check (length(key) between 1 and 200),
  amount     int8 not null,
  number     int8 not null,
  primary key (tenant_id, binding_id, side, key, amount, number)
);
comment on table reconciliation.item_key is 'scale:tenant — references by which items are matched';
grant select, insert, delete on reconciliation.item_key to florin_app;

-- Append-only: a match is undone by another row that supersedes it. Both sides of a match come to the same.
create table reconciliation.match (
  tenant_id    bigint not null,
  id           uuid not null,
  binding_id   uuid not null,
  kind         text not null check (kind in ('match', 'proposal', 'undo')),
  pass         int2 not null check (pass between 0 and 8),  -- by hand, 1 to 6 as in the rules, fee of the bank, suspense
  rule_version int4 not null,
  score        int4,
  bank_total   int8 not null,
  ledger_total int8 not null,
  difference   int8 not null,          -- what the ledger's side was short of before matching posted it
  volume       int8 not null,          -- sizes of both sides added up
  first_on     date,
  last_on      date,
  members      uuid,                   -- of proposals and undone matches: digest of what they are made of
  supersedes   uuid,
  made_by      text not null,
  note         text check (length(note) between 1 and 1000),
  made_at      timestamptz not null,
  primary key (tenant_id, id),
  check (kind <> 'match' or bank_total = ledger_total),
  check ((kind = 'undo') <= (supersedes is not null)),
  check ((kind = 'undo') = (last_on is null))
);
comment on table reconciliation.match is 'scale:tenant — append-only: which lines and transfers are the same money';
create unique index match_superseded on reconciliation.match (tenant_id, supersedes) where supersedes is not null;
create index match_list on reconciliation.match (tenant_id, made_at, id);
create index match_proposal on reconciliation.match (tenant_id, made_at, id) where kind = 'proposal';
create index match_day on reconciliation.match (tenant_id, binding_id, last_on) where kind = 'match';
create index match_members on reconciliation.match (tenant_id, binding_id, members) where members is not null;
grant select, insert on reconciliation.match to florin_app;

create table reconciliation.match_item (
  tenant_id     bigint not null,
  match_id      uuid not null,
  position      int4 not null check (position > 0),
  side          int2 not null check (side in (1, 2)),
  source_id     uuid not null,
  source_number int4 not null,
  amount        int8 not null,
  on_day        date not null,
  primary key (tenant_id, match_id, position)
);
comment on table reconciliation.match_item is 'scale:tenant — append-only: what each match is made of';
grant select, insert on reconciliation.match_item to florin_app;

-- Append-only: the highest version holds. Without any, the one that stands in the program (version 0) does.
create table reconciliation.matching_rules (
  tenant_id  bigint not null,
  version    int4 not null check (version > 0),
  rules      jsonb not null,
  note       text check (length(note) between 1 and 1000),
  made_by    text not null,
  made_at    timestamptz not null,
  primary key (tenant_id, version)
);
comment on table reconciliation.matching_rules is 'scale:tenant — append-only versions of the rules of matching';
grant select, insert on reconciliation.matching_rules to florin_app;

-- Plans are made when there is hardly a row, and by default the planner takes one account of one tenant for a few of
-- many: it would read all of them for each of a thousand. So it is told that they can be all, for good, and shown rows
-- before the first statement, each of another tenant, so that none is taken for the only one (5,000 pairs took 8.5 s
-- without, and 10,000 did not end). See `lockBinding` for the other half.
alter table reconciliation.item alter column tenant_id set (n_distinct = 1), alter column binding_id set (n_distinct = 1);
alter table reconciliation.item_key alter column tenant_id set (n_distinct = 1), alter column binding_id set (n_distinct = 1);
alter table reconciliation.match alter column tenant_id set (n_distinct = 1), alter column binding_id set (n_distinct = 1);
alter table reconciliation.match_item alter column tenant_id set (n_distinct = 1);
do $$ begin
  insert into reconciliation.item (tenant_id, binding_id, side, number, source_id, source_number, amount, on_day, keys, code,
      state, match_id)
    select i, md5(i::text)::uuid, 1 + i % 2, i, md5(i::text)::uuid, 0, i, date '2026-01-01' + i % 30, array[md5(i::text)],
      'x', case when i % 4 = 0 then 0 else 2 end, case when i % 4 = 0 then null else md5((i / 2)::text)::uuid end
    from generate_series(1, 2000) as i;
  insert into reconciliation.item_key (tenant_id, binding_id, side, key, amount, number)
    select i, md5(i::text)::uuid, 1 + i % 2, md5(i::text), i, i from generate_series(1, 2000) as i;
  insert into reconciliation.match (tenant_id, id, binding_id, kind, pass, rule_version, bank_total, ledger_total, difference,
      volume, first_on, last_on, made_by, made_at)
    select i, md5(i::text)::uuid, md5(i::text)::uuid, 'match', 1, 0, i, i, 0, 2 * i, date '2026-01-01' + i % 30,
      date '2026-01-01' + i % 30, 'x', timestamptz '2026-01-01 00:00Z' + i * interval '1 second'
    from generate_series(1, 1000) as i;
  insert into reconciliation.match_item (tenant_id, match_id, position, side, source_id, source_number, amount, on_day)
    select i, md5((i / 2)::text)::uuid, 1 + i % 2, 1 + i % 2, md5(i::text)::uuid, 0, i, date '2026-01-01' + i % 30
    from generate_series(1, 2000) as i;
  analyze reconciliation.item, reconciliation.item_key, reconciliation.match, reconciliation.match_item;
  truncate reconciliation.item, reconciliation.item_key, reconciliation.match, reconciliation.match_item;
end $$;

-- The proof of each night: what the bank has, less what the ledger has, is what is not matched yet, or not on the same day.
create table reconciliation.bank_proof (
  tenant_id        bigint not null,
  binding_id       uuid not null,
  day              date not null,
  statement_id     uuid not null,
  statement_on     date not null,
  bank_closing     int8 not null,
  ledger_balance   int8 not null,     -- at the end of the statement's day, by effective dates
  bank_open        int8 not null,     -- lines without a match
  ledger_open      int8 not null,     -- entries up to that day without a match
  in_transit       int8 not null,     -- matches of which the ledger counts a part on a later day
  suspended        int8 not null,     -- lines that lie in the suspense account
  opening_difference int8 not null,
  difference       int8 not null,
  completeness_ppm int4 not null check (completeness_ppm between 0 and 1000000),
  proven_at        timestamptz not null,
  primary key (tenant_id, binding_id, day),
  foreign key (tenant_id, binding_id) references reconciliation.bank_binding (tenant_id, id),
  check (difference = bank_closing - ledger_balance - opening_difference - bank_open + ledger_open - in_transit)
);
comment on table reconciliation.bank_proof is 'scale:tenant — nightly proofs of bank accounts against the ledger';
create index bank_proof_list on reconciliation.bank_proof (tenant_id, day, binding_id);
grant select, insert, update (statement_id, statement_on, bank_closing, ledger_balance, bank_open, ledger_open, in_transit,
  suspended, opening_difference, difference, completeness_ppm, proven_at) on reconciliation.bank_proof to florin_app;

-- Breaks of bank accounts stand in the same list; theirs have no acquirer account.
alter table reconciliation.break drop constraint break_type_check;
alter table reconciliation.break add constraint break_type_check
  check (type in ('amount_differs', 'currency_differs', 'unknown_reference', 'state_differs', 'duplicate_line', 'fee_differs',
    'missing_line', 'dispute_unknown', 'adjustment_unexplained', 'posting_refused', 'report_total_differs', 'report_restated',
    'proof_differs', 'missing_internal', 'missing_external', 'amount_diff', 'fee_diff', 'duplicate', 'timing',
    'wrong_account', 'status_mismatch')) not valid;
alter table reconciliation.break validate constraint break_type_check;
alter table reconciliation.break alter column account_id drop not null;
alter table reconciliation.break add column binding_id uuid;
alter table reconciliation.break add column bank_item int8;
alter table reconciliation.break add column ledger_item int8;
alter table reconciliation.break add column statement_id uuid;   -- its line stands in line_number
alter table reconciliation.break add column transfer_id uuid;
alter table reconciliation.break add column owner text check (length(owner) between 1 and 200);
alter table reconciliation.break add constraint break_of_one_account check (num_nonnulls(account_id, binding_id) = 1) not valid;
alter table reconciliation.break validate constraint break_of_one_account;
create index break_bank_item on reconciliation.break (tenant_id, binding_id, bank_item) where bank_item is not null;
create index break_ledger_item on reconciliation.break (tenant_id, binding_id, ledger_item) where ledger_item is not null;
grant insert (binding_id, bank_item, ledger_item, statement_id, transfer_id), update (owner)
  on reconciliation.break to florin_app;

-- Statements that wait for the one before them.
create index statement_kept_out on reconciliation.statement (tenant_id, account_key, to_on) where state = 'quarantined';

-- What acquirers say they settled, line by line, against what the ledger says they owe.
create schema reconciliation;
grant usage on schema reconciliation to florin_app;

-- A report as it was read, kept under its hash, and how far it is booked. What was read never changes.
create table reconciliation.report (
  tenant_id     bigint not null,
  id            uuid not null,            -- follows from account, reference and currency: a report read twice is one
  account_id    uuid not null,            -- acquirer account
  reference     text not null check (length(reference) between 1 and 200),
  sha256        bytea not null check (length(sha256) = 32),
  settled_on    date not null,
  currency      char(3) not null,
  net           int8 not null,            -- what the acquirer pays; below zero it takes
  line_count    int4 not null check (line_count >= 0),
  raw           text not null,            -- JSON, as the connector read it
  received_at   timestamptz not null,
  state         text not null check (state in ('received', 'reconciled', 'quarantined')),
  lines_booked  int4 not null default 0,
  lines_matched int4 not null default 0,
  net_booked    int8 not null default 0,  -- of the lines that are booked
  fees          int8 not null default 0,  -- costs, of the lines that are booked
  suspended     int8 not null default 0,  -- what went to the suspense account; below zero it came from there
  reconciled_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, reference, currency),
  unique (tenant_id, account_id, sha256),
  check (lines_booked between 0 and line_count and lines_matched between 0 and lines_booked),
  check ((state = 'reconciled') = (reconciled_at is not null)),
  check (state <> 'reconciled' or (lines_booked = line_count and net_booked = net))
);
comment on table reconciliation.report is 'scale:tenant — settlement reports, and how far each is booked';
create index report_list on reconciliation.report (tenant_id, received_at, id);
create index report_open on reconciliation.report (tenant_id, account_id, currency) where state = 'received';
grant select on reconciliation.report to florin_app;
grant insert (tenant_id, id, account_id, reference, sha256, settled_on, currency, net, line_count, raw, received_at, state)
  on reconciliation.report to florin_app;

-- Lines as they were matched, in the transaction that booked them. Amounts are signed from our point of view.
create table reconciliation.line (
  tenant_id            bigint not null,
  report_id            uuid not null,
  number               int4 not null check (number > 0),
  kind                 text not null check (kind in ('sale', 'refund', 'chargeback', 'chargeback_reversal', 'dispute_fee', 'adjustment')),
  operation_reference  text,
  acquirer_reference   text,
  case_reference       text,
  gross                int8 not null,
  interchange          int8 not null,
  scheme_fee           int8 not null,
  acquirer_fee         int8 not null,
  status               text not null,
  operation_id         uuid,
  payment_id           uuid,
  merchant_id          uuid,
  dispute_id           uuid,
  settled              int8 not null,     -- of what was claimed: left the merchant's pending balance
  available            int8 not null,     -- settled less fees: became available
  suspended            int8 not null,
  expected_interchange int8,              -- costs, above zero
  expected_scheme_fee  int8,
  expected_acquirer_fee int8,
  booked_at            timestamptz not null,
  primary key (tenant_id, report_id, number),
  foreign key (tenant_id, report_id) references reconciliation.report (tenant_id, id),
  check (num_nonnulls(expected_interchange, expected_scheme_fee, expected_acquirer_fee) in (0, 3))
);
comment on table reconciliation.line is 'scale:tenant — append-only: lines of settlement reports, matched and booked';
create index line_operation on reconciliation.line (tenant_id, operation_id) where operation_id is not null;
grant select, insert on reconciliation.line to florin_app;

-- What an acquirer owes us, or we it, entry by entry of its receivable; read from the ledger, closed by a line.
create table reconciliation.claim (
  tenant_id   bigint not null,
  id          uuid not null,              -- the ledger transfer, whose id is the operation's
  account_id  uuid not null,              -- acquirer account
  currency    char(3) not null,
  amount      int8 not null check (amount <> 0),
  version     int8 not null,              -- of the receivable
  claimed_on  date not null,
  due_on      date not null,
  state       text not null default 'open' check (state in ('open', 'settled', 'written_off')),
  report_id   uuid,
  line_number int4,
  closed_at   timestamptz,
  primary key (tenant_id, id),
  check ((state = 'open') = (closed_at is null) and (state = 'settled') = (report_id is not null)
    and (report_id is null) = (line_number is null))
);
comment on table reconciliation.claim is 'scale:tenant — what acquirers owe, and which line settled it';
create index claim_open on reconciliation.claim (tenant_id, account_id, currency, due_on) where state = 'open';
grant select on reconciliation.claim to florin_app;
grant insert (tenant_id, id, account_id, currency, amount, version, claimed_on, due_on) on reconciliation.claim to florin_app;

-- Up to which version of the receivable claims were read. Its lock keeps booking and proof of one account apart.
create table reconciliation.claim_cursor (
  tenant_id  bigint not null,
  account_id uuid not null,
  currency   char(3) not null,
  version    int8 not null,
  primary key (tenant_id, account_id, currency)
);
comment on table reconciliation.claim_cursor is 'scale:tenant — how far each receivable was read';
grant select, insert, update (version) on reconciliation.claim_cursor to florin_app;

create table reconciliation.break (
  tenant_id      bigint not null,
  id             uuid not null,
  type           text not null check (type in ('amount_differs', 'currency_differs', 'unknown_reference', 'state_differs',
    'duplicate_line', 'fee_differs', 'missing_line', 'dispute_unknown', 'adjustment_unexplained', 'posting_refused',
    'report_total_differs', 'report_restated', 'proof_differs')),
  reason         text not null check (length(reason) between 1 and 500),
  account_id     uuid not null,
  report_id      uuid,
  line_number    int4,
  operation_id   uuid,
  payment_id     uuid,
  merchant_id    uuid,
  currency       char(3) not null,
  amount_at_risk int8 not null check (amount_at_risk >= 0),
  suspended      int8 not null,           -- what of it lies in the suspense account; below zero it is missing there
  pending        int8 not null,           -- what of the merchant's pending balance waits with it
  state          text not null default 'open' check (state in ('open', 'resolved', 'written_off')),
  note           text check (length(note) between 1 and 1000),
  closed_by      text,
  ledger_account uuid,                    -- where a write-off went
  opened_at      timestamptz not null,
  closed_at      timestamptz,
  primary key (tenant_id, id),
  check ((state = 'open') = (closed_at is null) and (state = 'open') = (note is null) and (state = 'open') = (closed_by is null)),
  check ((state = 'written_off') = (ledger_account is not null))
);
comment on table reconciliation.break is 'scale:tenant — what did not match, and what became of it';
create index break_operation on reconciliation.break (tenant_id, operation_id) where operation_id is not null;
create index break_list on reconciliation.break (tenant_id, state, opened_at, id);
grant select on reconciliation.break to florin_app;
grant insert (tenant_id, id, type, reason, account_id, report_id, line_number, operation_id, payment_id, merchant_id, currency,
  amount_at_risk, suspended, pending, opened_at) on reconciliation.break to florin_app;

-- The daily proof: the receivable is what is still owed by the reports and the claims that no report names yet.
create table reconciliation.proof (
  tenant_id   bigint not null,
  account_id  uuid not null,
  currency    char(3) not null,
  day         date not null,
  version     int8 not null,
  receivable  int8 not null,
  claims_open int8 not null,
  reports_unpaid int8 not null,
  difference  int8 not null check (difference = receivable - claims_open - reports_unpaid),
  proven_at   timestamptz not null,
  primary key (tenant_id, account_id, currency, day)
);
comment on table reconciliation.proof is 'scale:tenant — daily proofs of what acquirers owe';
grant select, insert, update (version, receivable, claims_open, reports_unpaid, difference, proven_at)
  on reconciliation.proof to florin_app;

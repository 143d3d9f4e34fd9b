-- Statements of our own bank accounts, line by line, as the banks wrote them.
create table reconciliation.statement (
  tenant_id       bigint not null,
  id              uuid not null,
  file_id         uuid not null,
  number          int4 not null check (number >= 1),
  format          text not null check (format ~ '^[a-z0-9_]{1,30}$'),
  reference       text not null check (length(reference) <= 200),
  -- The account, told by a hash of how the bank names it; the whole number stands only in the file.
  account_key     bytea not null check (length(account_key) = 32),
  account_last4   text not null check (length(account_last4) <= 4),
  currency        text not null check (length(currency) <= 10),
  sequence_number int8,
  page_number     int8,
  from_on         date,
  to_on           date,
  coverage        text not null check (coverage in ('final', 'interim')),
  opening         int8,                         -- booked, minor units; below zero the account is overdrawn
  closing         int8,
  line_count      int4 not null default 0 check (line_count >= 0),
  state           text not null check (state in ('loading', 'loaded', 'quarantined')),
  faults          jsonb not null default '[]',
  loaded_at       timestamptz not null,         -- tenant's clock
  primary key (tenant_id, id)
);
comment on table reconciliation.statement is 'scale:tenant — statements of our bank accounts';
-- Two may read a file at the same time; one of them ends first, and the other takes its rows away again.
create unique index statement_number on reconciliation.statement (tenant_id, file_id, number) where state <> 'loading';
create index statement_list on reconciliation.statement (tenant_id, loaded_at, id);
create index statement_account on reconciliation.statement (tenant_id, account_key, to_on, sequence_number)
  where state = 'loaded';
grant select, insert, update (state, faults, to_on, opening, closing, line_count), delete on reconciliation.statement to florin_app;

-- Lines of a statement that is kept out are there to be looked at, and matched with nothing.
create table reconciliation.statement_line (
  tenant_id      bigint not null,
  statement_id   uuid not null,
  number         int4 not null check (number >= 1),
  source_line    int4 not null check (source_line >= 1),
  booking_on     date,
  value_on       date,
  direction      text not null check (direction in ('credit', 'debit')),
  amount         int8 not null check (amount >= 0),
  currency       text not null check (length(currency) <= 10),
  is_reversal    boolean not null,
  is_item        boolean not null,              -- only itemises another line, where its money is counted
  status         text not null check (status in ('booked', 'pending')),
  code           text not null check (length(code) <= 100),
  refs           jsonb not null,
  counterparty   text check (length(counterparty) <= 500),
  counterparty_last4 text check (length(counterparty_last4) <= 4),
  remittance     text not null,
  batch_count    int4,
  return_reason  text check (length(return_reason) <= 100),
  primary key (tenant_id, statement_id, number)
);
comment on table reconciliation.statement_line is 'scale:tenant — lines of bank statements';
grant select, insert, delete on reconciliation.statement_line to florin_app;

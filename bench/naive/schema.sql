-- The baseline's own tables: what a careful team writes first. The same facts as Florin keeps of a transfer, its event
-- and who asked for it among them; row locks and one transaction per request instead of batches.
create table naive_account (
  id uuid not null primary key,
  debits int8 not null default 0,
  credits int8 not null default 0,
  version int8 not null default 0,
  floor int8,
  currency text not null
) with (fillfactor = 50);

create table naive_transfer (
  id uuid not null primary key,
  debit_account uuid not null,
  credit_account uuid not null,
  amount int8 not null check (amount > 0),
  currency text not null,
  code text not null,
  posted_at timestamptz not null,
  debit_version int8 not null,
  debit_balance int8 not null,
  credit_version int8 not null,
  credit_balance int8 not null
);
create index naive_transfer_debit on naive_transfer (debit_account, debit_version);
create index naive_transfer_credit on naive_transfer (credit_account, credit_version);

-- Told in the transaction that made it true, as Florin's feed is; numbered by a sequence, so not without gaps.
create table naive_event (
  seq int8 generated always as identity primary key,
  type text not null,
  object_id uuid not null,
  actor text not null,
  at timestamptz not null,
  body text not null
);

create table naive_key (
  key text not null primary key,
  fingerprint text not null,
  created_at timestamptz not null,
  reply text
);

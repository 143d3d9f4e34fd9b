-- The baseline's own tables for card payments: what a careful team writes first. An account row each for the acquirer and
-- the merchant, locked; an event; the stored reply.
create table naive_payment (
  id uuid not null primary key,
  key text not null unique,
  fingerprint text not null,
  merchant uuid not null,
  card uuid not null,
  amount int8 not null check (amount > 0),
  currency text not null,
  reference text,
  state text not null,
  acquirer_reference text,
  auth_code text,
  reply text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index naive_payment_card on naive_payment (card, created_at);
create index naive_payment_merchant on naive_payment (merchant, created_at);
create index naive_payment_reference on naive_payment (reference);
create index naive_payment_open on naive_payment (updated_at) where state = 'processing';

create table naive_attempt (
  id uuid not null primary key,
  payment uuid not null,
  outcome text,
  created_at timestamptz not null
);
create index naive_attempt_payment on naive_attempt (payment);

create table naive_balance (
  owner uuid not null primary key,
  debits int8 not null default 0,
  credits int8 not null default 0,
  version int8 not null default 0
) with (fillfactor = 50);

create table naive_entry (
  id uuid not null primary key,
  payment uuid not null,
  debit uuid not null,
  credit uuid not null,
  amount int8 not null,
  debit_version int8 not null,
  credit_version int8 not null,
  at timestamptz not null
);
create index naive_entry_debit on naive_entry (debit, debit_version);
create index naive_entry_credit on naive_entry (credit, credit_version);

create table naive_event (
  seq int8 generated always as identity primary key,
  type text not null,
  object_id uuid not null,
  at timestamptz not null,
  body text not null
);

-- The parties of a payment: who sells, who pays, and with what.
create schema payments;
grant usage on schema payments to florin_app;

-- `original` holds what a row was created with, once that was changed: a late repeat of the creation is known by it.
create table payments.merchant (
  tenant_id            bigint not null,
  id                   uuid not null,
  reference            text check (length(reference) between 1 and 100),
  name                 text not null check (length(name) between 1 and 100),
  statement_descriptor text not null check (statement_descriptor ~ '^[ -~]{1,22}$' and statement_descriptor ~ '[A-Za-z]'),
  city                 text not null check (length(city) between 1 and 60),
  country              text not null check (country ~ '^[A-Z]{2}$'),
  mcc                  text not null check (mcc ~ '^[0-9]{4}$'),
  settlement_currency  text check (settlement_currency ~ '^[A-Z]{3}$'),
  state                text not null default 'active' check (state in ('active', 'suspended')),
  metadata             jsonb not null check (jsonb_typeof(metadata) = 'object'),
  original             jsonb,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, reference)
);
comment on table payments.merchant is 'scale:tenant — who sells';
grant select, insert, update (name, statement_descriptor, city, country, mcc, settlement_currency, state, metadata,
  original, updated_at) on payments.merchant to florin_app;

-- A deleted customer keeps its id and its times, so that payments still point to somebody, and nothing of the person.
create table payments.customer (
  tenant_id              bigint not null,
  id                     uuid not null,
  reference              text check (length(reference) between 1 and 100),
  name                   text check (length(name) between 1 and 200),
  email                  text check (length(email) between 3 and 254),
  email_key              text check ((email_key is null) = (email is null)),  -- lower case: what is searched for
  phone                  text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  billing_address        jsonb,
  shipping_address       jsonb,
  default_payment_method uuid,
  metadata               jsonb not null check (jsonb_typeof(metadata) = 'object'),
  original               jsonb,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  deleted_at             timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, reference),
  constraint nothing_of_the_person_stays check (deleted_at is null or (
    num_nonnulls(reference, name, email, phone, billing_address, shipping_address, default_payment_method, original) = 0
    and metadata = '{}'))
);
comment on table payments.customer is 'scale:tenant — who pays';
create index customer_email on payments.customer (tenant_id, email_key, id) where email_key is not null;
grant select, insert, update (reference, name, email, email_key, phone, billing_address, shipping_address,
  default_payment_method, metadata, original, updated_at, deleted_at) on payments.customer to florin_app;

-- The card's number is the vault's alone: here stand its token and what is printed or known of it.
create table payments.payment_method (
  tenant_id              bigint not null,
  id                     uuid not null,
  token                  uuid not null,
  customer               uuid,
  state                  text not null default 'active' check (state in ('active', 'detached')),
  scheme                 text not null check (length(scheme) between 1 and 20),
  bin                    text not null check (bin ~ '^[0-9]{6,8}$'),
  last4                  text not null check (last4 ~ '^[0-9]{4}$'),
  expiry_month           smallint not null check (expiry_month between 1 and 12),
  expiry_year            smallint not null check (expiry_year between 2000 and 2199),
  country                text check (country ~ '^[A-Z]{2}$'),
  funding                text check (funding in ('credit', 'debit', 'prepaid')),
  fingerprint            text not null check (fingerprint ~ '^[0-9a-f]{32}$'),
  network_transaction_id text check (length(network_transaction_id) between 1 and 40),
  transaction_link_id    text check (length(transaction_link_id) between 1 and 40),
  consent_at             timestamptz,   -- the cardholder agreed to payments that the merchant starts
  consent_reference      text check (length(consent_reference) between 1 and 200),
  billing                jsonb,
  metadata               jsonb not null check (jsonb_typeof(metadata) = 'object'),
  original               jsonb,
  created_at             timestamptz not null,
  updated_at             timestamptz not null,
  detached_at            timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer) references payments.customer (tenant_id, id),
  constraint consent_was_given check (consent_reference is null or consent_at is not null),
  constraint detached_belongs_to_nobody check (
    (state = 'detached') = (detached_at is not null) and (detached_at is null or (customer is null and consent_at is null)))
);
comment on table payments.payment_method is 'scale:tenant — what is paid with, kept for use again';
create index payment_method_customer on payments.payment_method (tenant_id, customer, id) where customer is not null;
grant select, insert, update (customer, state, network_transaction_id, transaction_link_id, consent_at,
  consent_reference, billing, metadata, original, updated_at, detached_at) on payments.payment_method to florin_app;

alter table payments.customer add constraint customer_default_payment_method_fkey
  foreign key (tenant_id, default_payment_method) references payments.payment_method (tenant_id, id);
create index customer_default_method on payments.customer (tenant_id, default_payment_method)
  where default_payment_method is not null;

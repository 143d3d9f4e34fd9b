-- Contracts with acquirers, and where acquirers call back.
create schema rails;
grant usage on schema rails to florin_app;

create table rails.acquirer_account (
  tenant_id        bigint not null,
  id               uuid not null,
  connector        text not null check (connector ~ '^[a-z][a-z0-9_]{0,31}$'),
  name             text not null check (length(name) between 1 and 100),
  merchant_number  text not null check (merchant_number ~ '^[A-Za-z0-9]{1,15}$'),
  url              text not null check (url ~ '^(http|https|tcp)://' and length(url) <= 500),
  report_url       text not null check (report_url ~ '^https?://' and length(report_url) <= 500),
  -- Sealed by the vault: the plaintext is never here.
  sealed_api_key   text not null,
  sealed_callback_secrets text[] not null check (cardinality(sealed_callback_secrets) <= 2),
  country          text not null check (country ~ '^[A-Z]{2}$'),
  currencies       text[] not null,            -- none: any
  schemes          text[] not null check (cardinality(schemes) > 0),
  fee_plan         jsonb not null,
  state            text not null check (state in ('enabled', 'disabled')),
  priority         integer not null check (priority between 0 and 1000),
  callback_address uuid not null,
  created_at       timestamptz not null,
  primary key (tenant_id, id)
);
comment on table rails.acquirer_account is 'scale:tenant — contracts with acquirers, secrets sealed';
create unique index acquirer_account_merchant on rails.acquirer_account (tenant_id, connector, merchant_number);
grant select, insert, update (state) on rails.acquirer_account to florin_app;

-- A callback carries no key of ours: its address says which tenant's account it is about.
create table rails.callback_address (
  id         uuid not null primary key,
  tenant_id  bigint not null,
  account_id uuid not null,
  created_at timestamptz not null
);
comment on table rails.callback_address is 'scale:ref — directory of the addresses that acquirers call back';
grant select, insert on rails.callback_address to florin_app;

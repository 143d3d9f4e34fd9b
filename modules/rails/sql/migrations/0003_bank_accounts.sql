-- Bank accounts of others: where money goes, and where it is collected.
create table rails.bank_account (
  tenant_id     bigint not null,
  id            uuid not null,
  country       text not null check (country ~ '^[A-Z]{2}$'),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  holder_name   text not null check (length(holder_name) between 1 and 140),
  holder_kind   text not null check (holder_kind in ('individual', 'business')),
  account_type  text check (account_type ~ '^[a-z_]{1,30}$'),
  -- What names the bank: routing number, sort code, BIC. No account number.
  bank          jsonb not null,
  rails         text[] not null check (cardinality(rails) between 1 and 20),
  -- Numbers, address and identification, sealed by the vault: the plaintext is never here. The same account is the same
  -- fingerprint within a tenant.
  sealed_details text not null check (length(sealed_details) <= 8000),
  number_last4  text not null check (length(number_last4) between 1 and 4),
  fingerprint   bytea not null check (length(fingerprint) = 16),
  reference     text check (length(reference) between 1 and 100),
  metadata      jsonb not null default '{}',
  state         int2 not null default 0,     -- 0 enabled, 1 needs_details, 2 frozen, 3 disabled
  came_from     int2,
  event         int2,                        -- 1 ask_details, 2 freeze, 3 enable, 4 disable
  because       text check (length(because) between 1 and 200),
  version       int4 not null default 1 check (version >= 1),
  created_at    timestamptz not null,        -- tenant's clock, as updated_at
  updated_at    timestamptz not null,
  primary key (tenant_id, id),
  constraint refused_for_a_reason check ((state = 0) = (because is null)),
  -- The declared transitions of bank_account.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2), (0, 4, 3), (1, 2, 2), (1, 3, 0), (1, 4, 3), (2, 3, 0), (2, 4, 3))))
);
comment on table rails.bank_account is 'scale:tenant — bank accounts of others, numbers sealed';
create index bank_account_list on rails.bank_account (tenant_id, created_at, id);
create index bank_account_fingerprint on rails.bank_account (tenant_id, fingerprint);
create unique index bank_account_reference on rails.bank_account (tenant_id, reference) where reference is not null;
grant select, insert on rails.bank_account to florin_app;
grant update (holder_name, holder_kind, account_type, bank, rails, sealed_details, number_last4, fingerprint, metadata, state,
  came_from, event, because, version, updated_at) on rails.bank_account to florin_app;

-- Card data. Nothing here is readable without a sealing key, no sealing key without the key-encryption key, and that key is
-- never in the database. No other role than florin_vault may even name a table of this schema.
create schema vault;
grant usage on schema vault to florin_vault;

-- Sealing keys, wrapped under the key-encryption key. A key that was destroyed leaves its row as the proof.
create table vault.sealing_key (
  tenant_id    bigint not null,
  purpose      text not null check (purpose ~ '^[a-z][a-z0-9_.]{0,59}$'),
  epoch        int not null check (epoch > 0),
  key_id       uuid not null,
  wrapped      bytea check (octet_length(wrapped) between 48 and 6144),
  wrapped_by   text not null check (length(wrapped_by) between 1 and 500),
  created_at   timestamptz not null,         -- wall clock: keys age in real time
  destroyed_at timestamptz,
  destroyed_by text check (destroyed_by in ('rotation', 'shredding')),
  primary key (tenant_id, purpose, epoch),
  check ((wrapped is null) = (destroyed_at is not null)),
  check ((wrapped is null) = (destroyed_by is not null))
);
comment on table vault.sealing_key is 'scale:tenant — sealing keys by purpose and epoch, wrapped; destroyed ones without their bytes';
grant select, insert, update (wrapped, wrapped_by, destroyed_at, destroyed_by) on vault.sealing_key to florin_vault;

-- What stands on a card in clear, as far as it may (PCI DSS 3.4.1), and the rest sealed. The CVC is nowhere.
create table vault.card (
  tenant_id    bigint not null,
  token        uuid not null,
  scheme       text not null check (scheme in
    ('visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb', 'unionpay', 'maestro')),
  bin          text not null check (bin ~ '^[0-9]{6}([0-9]{2})?$'),
  last4        text not null check (last4 ~ '^[0-9]{4}$'),
  expiry_month smallint not null check (expiry_month between 1 and 12),
  expiry_year  smallint not null check (expiry_year between 2000 and 2099),
  country      text check (country ~ '^[A-Z]{2}$'),
  funding      text check (funding in ('credit', 'debit', 'prepaid')),
  fingerprint  uuid not null,                -- first 16 bytes of HMAC-SHA-256 under a key of the tenant
  purpose      text not null default 'card' check (purpose = 'card'),
  epoch        int not null,
  sealed       bytea not null check (octet_length(sealed) between 40 and 1000),
  created_at   timestamptz not null,         -- tenant's clock
  primary key (tenant_id, token),
  foreign key (tenant_id, purpose, epoch) references vault.sealing_key (tenant_id, purpose, epoch)
);
comment on table vault.card is 'scale:tenant — card tokens: what may be shown, and the number sealed under a sealing key';
create index card_epoch on vault.card (tenant_id, epoch, token);
grant select, insert, update (epoch, sealed) on vault.card to florin_vault;

-- A rotation of the key of cards and how far it has come.
create table vault.rotation (
  tenant_id   bigint not null,
  purpose     text not null,
  epoch       int not null,                  -- the new one
  state       text not null check (state in ('running', 'done')),
  rows_total  bigint not null check (rows_total >= 0),
  rows_done   bigint not null check (rows_done >= 0),
  started_at  timestamptz not null,          -- tenant's clock
  finished_at timestamptz,
  primary key (tenant_id, purpose, epoch),
  foreign key (tenant_id, purpose, epoch) references vault.sealing_key (tenant_id, purpose, epoch),
  check ((state = 'done') = (finished_at is not null))
);
comment on table vault.rotation is 'scale:tenant — rotations of sealing keys, with their progress';
create unique index rotation_running on vault.rotation (tenant_id, purpose) where state = 'running';
grant select, insert, update (state, rows_done, finished_at) on vault.rotation to florin_vault;

-- Authentications of cardholders (3-D Secure): one row each, written before the directory server is asked.
create table payments.authentication (
  tenant_id           bigint not null,
  id                  uuid not null,               -- all chance: part of the address that the browser comes back to
  payment_id          uuid not null,
  account_id          uuid not null,               -- acquirer account whose directory server is asked
  token_id            uuid not null,
  cause               text not null check (cause in ('merchant', 'risk', 'issuer')),
  step                int4 not null,               -- steps.ts, of authentication.machine.ts
  version             int4 not null default 1,
  directory_id        text check (length(directory_id) <= 100),  -- the directory server's own id of it
  url                 text check (length(url) <= 2000),          -- the issuer's page
  proof_version       text,
  eci                 text,
  cavv                text,
  ds_transaction_id   text,
  has_liability_shift boolean,
  told_seq            int8,                        -- the fact that told what came of it
  created_at          timestamptz not null,
  challenged_at       timestamptz,
  expires_at          timestamptz,                 -- of a challenge: when it is given up
  updated_at          timestamptz not null,
  primary key (tenant_id, id),
  constraint declared_step check (step = 1 or step in (10102, 10203, 10304, 10405, 10506, 20203, 20304, 20405, 20506)),
  constraint whole_proof check ((step % 100 = 3) = (eci is not null) and (eci is null) = (ds_transaction_id is null)
    and (eci is null) = (has_liability_shift is null) and (step % 100 <> 2 or url is not null and expires_at is not null))
) with (fillfactor = 70);
comment on table payments.authentication is 'scale:tenant — authentications of cardholders and what they proved';
create index authentication_payment on payments.authentication (tenant_id, payment_id);
grant select on payments.authentication to florin_app;

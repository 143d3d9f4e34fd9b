-- Who can be asked whether an account belongs to a name: contracts with providers of Verification of Payee.
create table rails.payee_provider (
  tenant_id     bigint not null,
  id            uuid not null,
  connector     text not null check (connector ~ '^[a-z][a-z0-9_]{0,39}$'),
  name          text not null check (length(name) between 1 and 100),
  url           text not null check (length(url) between 1 and 500),
  client_id     text not null check (client_id ~ '^[A-Za-z0-9_.-]{1,64}$'),
  sealed_secret text not null check (length(sealed_secret) <= 4000),
  countries     text[] not null check (cardinality(countries) <= 100),   -- empty: every country
  state         text not null check (state in ('enabled', 'disabled')),
  created_at    timestamptz not null,                                    -- tenant's clock
  primary key (tenant_id, id),
  unique (tenant_id, connector, client_id)
);
comment on table rails.payee_provider is 'scale:tenant — providers of Verification of Payee, secrets sealed';
grant select, insert, update (state) on rails.payee_provider to florin_app;

-- Questions whether an account belongs to a name, and their answers.
create table rails.payee_verification (
  tenant_id       bigint not null,
  id              uuid not null,
  bank_account_id uuid,                         -- null: the details were given with the question
  account_version int4 check (account_version >= 1),
  country         text not null check (country ~ '^[A-Z]{2}$'),
  fingerprint     bytea not null check (length(fingerprint) = 16),
  number_last4    text not null check (length(number_last4) between 1 and 4),
  asked_name      text not null check (length(asked_name) between 1 and 140),
  payer_name      text check (length(payer_name) between 1 and 140),
  -- What is asked about, sealed by the vault. Gone with the answer: nobody needs it any more.
  sealed_details  text check (length(sealed_details) <= 8000),
  provider_id     uuid,                         -- null: nobody could be asked
  state           int2 not null,                -- 0 pending, 1 unknown, 2 completed
  came_from       int2,
  event           int2,                         -- 1 lose, 2 complete
  asked           int4 not null default 0 check (asked >= 0),
  code            text check (code in ('MTCH', 'CMTC', 'NMTC', 'NOAP')),
  matched_name    text check (length(matched_name) between 1 and 140),
  because         text check (length(because) between 1 and 300),
  consent         text check (consent in ('proceed', 'stop')),   -- the last word of the payer
  requested_at    timestamptz not null,         -- tenant's clock, as the times below
  completed_at    timestamptz,
  valid_until     timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id),
  foreign key (tenant_id, provider_id) references rails.payee_provider (tenant_id, id),
  constraint version_of_an_account check ((bank_account_id is null) = (account_version is null)),
  constraint answered_when_completed check ((state = 2) = (code is not null) and (state = 2) = (completed_at is not null)
    and (state = 2) = (valid_until is not null) and (state = 2) = (sealed_details is null)),
  constraint name_of_close_matches_only check ((matched_name is not null) = (code is not null and code = 'CMTC')),
  constraint not_possible_for_a_reason check ((because is not null) = (code is not null and code = 'NOAP')),
  constraint consent_to_an_answer check (consent is null or (state = 2 and code <> 'MTCH')),
  constraint asked_by_a_provider check (provider_id is not null or state = 2),
  -- The declared transitions of payee_verification.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 2)) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2), (1, 2, 2))))
);
comment on table rails.payee_verification is 'scale:tenant — whether accounts belong to names, as providers answered';
create index payee_verification_list on rails.payee_verification (tenant_id, requested_at, id);
create index payee_verification_account on rails.payee_verification (tenant_id, bank_account_id, requested_at, id);
grant select, insert on rails.payee_verification to florin_app;
grant update (sealed_details, state, came_from, event, asked, code, matched_name, because, consent, completed_at,
  valid_until) on rails.payee_verification to florin_app;

-- That the payer was warned, and what they decided. It decides who is liable.
create table rails.payee_consent (
  tenant_id       bigint not null,
  verification_id uuid not null,
  number          int4 not null check (number >= 1),
  decision        text not null check (decision in ('proceed', 'stop')),
  shown_text      text not null check (length(shown_text) between 1 and 4000),
  actor           text not null check (length(actor) between 1 and 200),
  ip              text check (length(ip) between 2 and 45),
  sha256          bytea not null check (length(sha256) = 32),
  decided_at      timestamptz not null,         -- tenant's clock
  primary key (tenant_id, verification_id, number),
  foreign key (tenant_id, verification_id) references rails.payee_verification (tenant_id, id)
);
comment on table rails.payee_consent is 'scale:tenant — append-only: what payers decided after a warning';
grant select, insert on rails.payee_consent to florin_app;

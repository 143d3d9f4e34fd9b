-- Money that leaves: payouts to bank accounts, who has to agree to them, and transfers between tenants.
create schema payouts;
grant usage on schema payouts to florin_app;

-- Who has to agree to what. A version never changes; the newest active one counts, and without one the defaults do.
create table payouts.approval_policy (
  tenant_id   bigint not null,
  version     int4 not null check (version >= 1),
  terms       jsonb not null,
  state       int2 not null,                       -- 0 proposed, 1 active, 2 refused
  came_from   int2,
  event       int2,                                -- 1 activate, 2 refuse
  proposed_by text not null check (length(proposed_by) between 1 and 100),
  created_at  timestamptz not null,                -- tenant's clock, as every time here unless it says otherwise
  updated_at  timestamptz not null,
  primary key (tenant_id, version),
  -- The declared transitions of approval_policy.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 1)) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2))))
);
comment on table payouts.approval_policy is 'scale:tenant — versions of who has to agree to what';
grant select, insert, update (state, came_from, event, updated_at) on payouts.approval_policy to florin_app;

-- A question to others than the one who asks: what exactly would be done, and how many have to agree.
create table payouts.approval (
  tenant_id     bigint not null,
  id            uuid not null,
  subject_type  text not null check (subject_type in ('payout', 'destination', 'approval_policy')),
  subject_id    text collate "C" not null check (length(subject_id) between 1 and 40),
  digest        bytea not null check (length(digest) = 32), -- of what would be done
  summary       jsonb not null,                    -- the same in words, for those who decide
  needed        int2 not null check (needed between 1 and 10),
  given         int2 not null default 0 check (given between 0 and 10),
  state         int2 not null,                     -- 0 open, 1 approved, 2 denied, 3 expired, 4 withdrawn
  came_from     int2,
  event         int2,                              -- 1 approve, 2 deny, 3 expire, 4 withdraw
  because       text check (length(because) between 1 and 500),
  asked_by      text collate "C" not null check (length(asked_by) between 1 and 100),
  asked_at      timestamptz not null,
  asked_wall_at timestamptz not null,              -- wall clock: keys are as old as it says
  expires_at    timestamptz not null,
  closed_at     timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, id, asked_by),
  constraint approved_by_enough check (given <= needed and (state <> 1 or given = needed)),
  constraint closed_has_a_time check ((state = 0) = (closed_at is null)),
  -- The declared transitions of approval.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2), (0, 3, 3), (0, 4, 4))))
);
comment on table payouts.approval is 'scale:tenant — questions that others than the asker decide';
create index approval_open on payouts.approval (tenant_id, id) where state = 0;
create index approval_subject on payouts.approval (tenant_id, subject_type, subject_id, id);
grant select, insert, update (given, state, came_from, event, because, closed_at) on payouts.approval to florin_app;

-- What each of them decided. Nobody decides twice, and nobody about what they asked for themselves.
create table payouts.approval_vote (
  tenant_id   bigint not null,
  approval_id uuid not null,
  voter       text collate "C" not null check (length(voter) between 1 and 100),
  asked_by    text collate "C" not null,
  decision    text not null check (decision in ('approve', 'deny')),
  because     text check (length(because) between 1 and 500),
  voted_at    timestamptz not null,
  primary key (tenant_id, approval_id, voter),
  foreign key (tenant_id, approval_id, asked_by) references payouts.approval (tenant_id, id, asked_by),
  constraint decided_by_another check (voter <> asked_by)
);
comment on table payouts.approval_vote is 'scale:tenant — append-only: who decided what';
grant select, insert on payouts.approval_vote to florin_app;

-- Details of bank accounts that somebody else has looked at: nothing waits for them any more.
create table payouts.destination (
  tenant_id        bigint not null,
  bank_account_id  uuid not null,
  details_given_at timestamptz not null,           -- which details: those given then
  approval_id      uuid not null,
  approved_at      timestamptz not null,
  primary key (tenant_id, bank_account_id, details_given_at),
  foreign key (tenant_id, approval_id) references payouts.approval (tenant_id, id)
);
comment on table payouts.destination is 'scale:tenant — append-only: details of bank accounts that were approved';
grant select, insert on payouts.destination to florin_app;

create table payouts.payout (
  tenant_id        bigint not null,
  id               uuid not null,
  bank_account_id  uuid not null,
  details_given_at timestamptz not null,           -- of the bank account, when the payout was asked for
  account          uuid not null,                  -- ledger: whose money it is
  amount           int8 not null check (amount between 1 and 9007199254740991),
  currency         text not null check (currency ~ '^[A-Z]{3}$'),
  speed            text not null check (speed in ('instant', 'same_day', 'standard', 'cheapest')),
  asked_connection uuid,                           -- null: any
  description      text not null check (length(description) between 1 and 10),
  remittance       text check (length(remittance) between 1 and 140),
  metadata         jsonb not null default '{}',
  digest           bytea not null check (length(digest) = 32),
  policy_version   int4 not null check (policy_version >= 0), -- 0: the defaults
  requirements     jsonb not null,
  held_until       timestamptz,
  approval_id      uuid,
  decision         jsonb not null,                 -- the last choice of a rail, with everything that was looked at
  connection_id    uuid not null,                  -- as chosen last, and the rail
  rail             text not null check (rail ~ '^[a-z_]{2,20}$'),
  hold             uuid,                           -- the payout's own hold while it stands; an order has one of its own
  attempts         int2 not null default 0 check (attempts between 0 and 10),
  order_id         uuid,
  state            int2 not null, -- 0 needs_approval, 1 approved, 2 ordered, 3 settled, 4 failed, 5 denied, 6 cancelled, 7 expired
  came_from        int2,
  event            int2,          -- 1 approve, 2 deny, 3 cancel, 4 expire, 5 order, 6 settle, 7 fail, 8 retry, 9 return, 10 restore
  reason_code      text check (length(reason_code) between 1 and 40),
  because          text check (length(because) between 1 and 500),
  reversible_until timestamptz,
  created_by       text not null check (length(created_by) between 1 and 100),
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, approval_id) references payouts.approval (tenant_id, id),
  constraint asks_for_approval check (state <> 0 or approval_id is not null),
  constraint waits_with_its_money check (state <> 0 or hold is not null),
  constraint held_by_one check (hold is null or state in (0, 1)),
  constraint ordered_has_an_order check (state not in (2, 3) or order_id is not null),
  constraint order_of_an_attempt check ((attempts = 0) = (order_id is null)),
  -- The declared transitions of payout.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 1)) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 5), (0, 3, 6), (0, 4, 7), (0, 7, 4), (1, 3, 6), (1, 5, 2), (1, 7, 4),
        (2, 3, 6), (2, 6, 3), (2, 7, 4), (2, 8, 1), (3, 9, 4), (4, 10, 3))))
);
comment on table payouts.payout is 'scale:tenant — payouts to bank accounts of others';
create index payout_list on payouts.payout (tenant_id, id);
create index payout_destination on payouts.payout (tenant_id, bank_account_id, id) where state <= 2;
grant select, insert, update (held_until, decision, connection_id, rail, hold, attempts, order_id, state, came_from, event, reason_code, because,
  reversible_until, updated_at) on payouts.payout to florin_app;

-- Each order that was made for a payout, and why that rail was taken.
create table payouts.attempt (
  tenant_id     bigint not null,
  payout_id     uuid not null,
  number        int2 not null check (number between 1 and 10),
  order_id      uuid not null,
  connection_id uuid not null,
  rail          text not null check (rail ~ '^[a-z_]{2,20}$'),
  decision      jsonb not null,
  created_at    timestamptz not null,
  primary key (tenant_id, payout_id, number),
  unique (tenant_id, order_id),
  foreign key (tenant_id, payout_id) references payouts.payout (tenant_id, id)
);
comment on table payouts.attempt is 'scale:tenant — append-only: orders made for payouts';
grant select, insert on payouts.attempt to florin_app;

-- What a tenant lets another one of its organization send to it.
create table payouts.transfer_grant (
  tenant_id   bigint not null,
  id          uuid not null,
  from_tenant bigint not null,                     -- the other tenant, and its public id
  from_id     uuid not null,
  account     uuid,                                -- ledger; null: any account
  state       int2 not null,                       -- 0 active, 1 revoked
  came_from   int2,
  event       int2,                                -- 1 revoke
  created_by  text not null check (length(created_by) between 1 and 100),
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (tenant_id, id),
  -- The declared transitions of transfer_grant.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1))))
);
comment on table payouts.transfer_grant is 'scale:tenant — what others of the organization may send here';
create index transfer_grant_from on payouts.transfer_grant (tenant_id, from_tenant, id) where state = 0;
grant select, insert, update (state, came_from, event, updated_at) on payouts.transfer_grant to florin_app;

-- A transfer to another tenant has a row on either side, under the same id; each side balances alone.
create table payouts.transfer (
  tenant_id     bigint not null,
  id            uuid not null,
  direction     int2 not null check (direction in (1, 2)), -- 1 out, 2 in
  other_tenant  bigint not null,                   -- the other side, and its public id
  other_id      uuid not null,
  account       uuid not null,                     -- ledger, of this tenant
  other_account uuid not null,                     -- ledger, of the other one
  amount        int8 not null check (amount between 1 and 9007199254740991),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  description   text check (length(description) between 1 and 200),
  metadata      jsonb not null default '{}',
  state         int2 not null,                     -- 0 pending, 1 completed, 2 returned
  came_from     int2,
  event         int2,                              -- 1 complete, 2 return
  because       text check (length(because) between 1 and 500),
  created_by    text not null check (length(created_by) between 1 and 100),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (tenant_id, id),
  constraint between_two check (tenant_id <> other_tenant),
  constraint received_is_decided check (direction = 1 or (came_from is null and state in (1, 2))),
  -- The declared transitions of transfer.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state in (0, 1, 2)) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2))))
);
comment on table payouts.transfer is 'scale:tenant — transfers between tenants of one organization, as each side has them';
create index transfer_list on payouts.transfer (tenant_id, id);
create index transfer_pending on payouts.transfer (tenant_id, other_tenant, currency) where state = 0;
grant select, insert, update (state, came_from, event, because, updated_at) on payouts.transfer to florin_app;

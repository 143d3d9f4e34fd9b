-- How a bank's gateway for instant payments knows us, and what proves that a message is its own.
create table rails.instant_gateway (
  tenant_id      bigint not null,
  connection_id  uuid not null,
  address        uuid not null,                    -- where the gateway calls us; it names the connection and proves nothing
  sealed_secrets text not null,
  created_at     timestamptz not null,             -- tenant's clock, as every time here
  updated_at     timestamptz not null,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id)
);
comment on table rails.instant_gateway is 'scale:tenant — gateways for instant payments, secrets sealed';
grant select, insert, update (sealed_secrets, updated_at) on rails.instant_gateway to florin_app;

-- Which tenant's connection an address is for, because a gateway shows no key of ours.
create table rails.instant_address (
  id            uuid primary key,
  tenant_id     bigint not null,
  connection_id uuid not null,
  created_at    timestamptz not null
);
comment on table rails.instant_address is 'scale:ref — directory of the addresses that gateways for instant payments call';
grant select, insert on rails.instant_address to florin_app;

-- A message id under which an order was, or is to be, sent. Written before anything leaves.
create table rails.instant_message (
  tenant_id      bigint not null,
  order_id       uuid not null,
  attempt        int2 not null check (attempt between 1 and 3),
  connection_id  uuid not null,
  rail           text not null check (rail in ('sepa_instant', 'rtp', 'fednow')),
  message_id     text collate "C" not null check (length(message_id) between 1 and 35),
  reference      text collate "C" not null check (length(reference) between 1 and 36), -- as the rail calls the payment
  state          int2 not null default 0,          -- 0 ready, 1 sent, 2 asking, 3 held, 4 coming_back, 5 replacing, 6 review,
                                                   -- 7 settled, 8 returned, 9 rejected, 10 replaced, 11 dropped
  came_from      int2,
  event          int2,                             -- 1 send, 2 drop, 3 give_up, 4 spare, 5 ask, 6 hold, 7 settle, 8 reject,
                                                   -- 9 replace, 10 come_back, 11 return, 12 finish
  version        int4 not null default 1 check (version >= 1),
  sends          int2 not null default 0 check (sends between 0 and 3),
  misses         int2 not null default 0 check (misses >= 0),
  queries        int4 not null default 0 check (queries >= 0),
  first_sent_at  timestamptz,
  last_sent_at   timestamptz,
  ends_at        timestamptz,                      -- when the rail's own clock runs out
  last_query_at  timestamptz,
  answered_at    timestamptz,
  status         text check (length(status) between 1 and 10),
  reason_code    text check (length(reason_code) between 1 and 10),
  held_until     timestamptz,
  due_at         timestamptz,
  sealed_request text,                             -- the pacs.008, sealed: sent again it is the same, byte for byte
  sha256         bytea check (length(sha256) = 32),
  created_at     timestamptz not null,
  updated_at     timestamptz not null,
  primary key (tenant_id, order_id, attempt),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  constraint written_before_sent check (state in (0, 11) or sends = 0 or sealed_request is not null),
  constraint hashed_when_written check ((sealed_request is null) = (sha256 is null)),
  -- The declared transitions of instant_message.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 11), (0, 3, 6), (1, 4, 0), (1, 5, 2), (1, 6, 3), (1, 7, 7), (1, 8, 9),
        (1, 3, 6), (2, 6, 3), (2, 7, 7), (2, 8, 9), (2, 9, 5), (2, 3, 6), (3, 7, 7), (3, 10, 4), (3, 3, 6), (4, 11, 8),
        (5, 12, 10), (6, 6, 3), (6, 7, 7), (6, 8, 9), (6, 10, 4), (6, 2, 11))))
);
comment on table rails.instant_message is 'scale:tenant — messages by which orders travel over instant rails';
create unique index instant_message_id on rails.instant_message (tenant_id, connection_id, message_id);
grant select, insert on rails.instant_message to florin_app;
grant update (state, came_from, event, version, sends, misses, queries, first_sent_at, last_sent_at, ends_at, last_query_at,
  answered_at, status, reason_code, held_until, due_at, sealed_request, sha256, updated_at) on rails.instant_message
  to florin_app;

-- Account numbers of ours under which money may come in at once, and whose it is then.
create table rails.receiving_account (
  tenant_id     bigint not null,
  id            uuid not null,                     -- follows from connection and number
  connection_id uuid not null,
  number        text collate "C" not null check (number ~ '^[A-Z0-9]{1,34}$'),
  account       uuid not null,                     -- ledger
  state         text not null check (state in ('open', 'closed')),
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, number),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id)
);
comment on table rails.receiving_account is 'scale:tenant — account numbers under which instant payments come in';
grant select, insert, update (account, state, updated_at) on rails.receiving_account to florin_app;

-- Every message that a gateway brought, once: the same one again gets the same answer and moves nothing.
create table rails.instant_receipt (
  tenant_id     bigint not null,
  id            uuid not null,                     -- follows from connection and message id
  connection_id uuid not null,
  rail          text not null check (rail in ('sepa_instant', 'rtp', 'fednow')),
  message_id    text collate "C" not null check (length(message_id) between 1 and 35),
  kind          text not null check (kind ~ '^[a-z]{4}_[0-9]{3}$'),
  sha256        bytea not null check (length(sha256) = 32),
  outcome       text not null check (outcome in ('credited', 'refused', 'noted')),
  reason_code   text check (length(reason_code) between 1 and 10),
  because       text check (length(because) between 1 and 500),
  answer        text check (length(answer) <= 65536),                    -- what we said; nothing where nothing is to be said
  reference     text collate "C" check (length(reference) between 1 and 36),
  end_to_end_id text collate "C" check (length(end_to_end_id) between 1 and 35),
  amount        int8 check (amount >= 0),
  currency      text check (currency ~ '^[A-Z]{3}$'),
  debtor_name   text check (length(debtor_name) between 1 and 140),
  remittance    text check (length(remittance) between 1 and 140),
  account       uuid,                              -- ledger: who got the money
  order_id      uuid,
  request_id    uuid,
  received_at   timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, message_id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  constraint credited_somebody check (outcome <> 'credited' or (amount > 0 and currency is not null and account is not null)),
  constraint refused_for_a_reason check ((outcome = 'refused') = (reason_code is not null))
);
comment on table rails.instant_receipt is 'scale:tenant — append-only: messages that came over instant rails, and our answers';
create index instant_receipt_money on rails.instant_receipt (tenant_id, received_at, id) where kind = 'pacs_008';
grant select, insert on rails.instant_receipt to florin_app;

-- What we asked others to pay us at once.
create table rails.payment_request (
  tenant_id       bigint not null,
  id              uuid not null,
  connection_id   uuid not null,
  rail            text not null check (rail in ('rtp', 'fednow')),
  bank_account_id uuid not null,                   -- who is asked
  receiving_account_id uuid not null,              -- where the money is to come in
  amount          int8 not null check (amount > 0),
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  end_to_end_id   text collate "C" not null check (length(end_to_end_id) between 1 and 35),
  remittance      text check (length(remittance) between 1 and 140),
  expires_at      timestamptz not null,
  message_id      text collate "C" not null check (length(message_id) between 1 and 35),
  state           int2 not null default 0,         -- 0 sending, 1 open, 2 unknown, 3 accepted, 4 paid, 5 declined, 6 expired,
                                                   -- 7 cancelling, 8 cancelled, 9 failed
  came_from       int2,
  event           int2,                            -- 1 deliver, 2 lose, 3 fail, 4 accept, 5 pay, 6 decline, 7 expire, 8 ask_back,
                                                   -- 9 cancel, 10 keep
  reason_code     text check (length(reason_code) between 1 and 10),
  because         text check (length(because) between 1 and 500),
  receipt_id      uuid,                            -- the payment that came
  metadata        jsonb not null default '{}',
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  foreign key (tenant_id, bank_account_id) references rails.bank_account (tenant_id, id),
  foreign key (tenant_id, receiving_account_id) references rails.receiving_account (tenant_id, id),
  constraint paid_by_something check ((state = 4) = (receipt_id is not null)),
  -- The declared transitions of payment_request.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2), (0, 3, 9), (0, 4, 3), (0, 5, 4), (0, 6, 5), (0, 7, 6), (1, 4, 3),
        (1, 5, 4), (1, 6, 5), (1, 7, 6), (1, 8, 7), (2, 1, 1), (2, 4, 3), (2, 5, 4), (2, 6, 5), (2, 7, 6), (2, 8, 7), (3, 5, 4),
        (3, 7, 6), (3, 8, 7), (6, 5, 4), (7, 9, 8), (7, 10, 1), (7, 4, 3), (7, 5, 4), (7, 6, 5), (7, 7, 6), (8, 5, 4))))
);
comment on table rails.payment_request is 'scale:tenant — requests for payment that we sent';
create index payment_request_list on rails.payment_request (tenant_id, created_at, id);
create unique index payment_request_message on rails.payment_request (tenant_id, connection_id, message_id);
create unique index payment_request_end_to_end on rails.payment_request (tenant_id, connection_id, end_to_end_id);
grant select, insert, update (state, came_from, event, reason_code, because, receipt_id, updated_at) on rails.payment_request
  to florin_app;

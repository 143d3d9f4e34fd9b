-- Requests to get back a credit transfer that was paid already (camt.056), and what became of them. One for each payment.
create table rails.recall (
  tenant_id       bigint not null,
  id              uuid not null,
  connection_id   uuid not null,
  order_id        uuid not null,
  reason          text not null check (reason ~ '^[A-Z0-9]{4}$'),
  because         text not null check (length(because) between 1 and 105),
  state           int2 not null,                 -- 0 pending, 1 accepted, 2 refused, 3 returned
  came_from       int2,
  event           int2,                          -- 1 accept, 2 refuse, 3 return
  file_id         uuid,                          -- our file that asks; null until one is made
  answer_file_id  uuid,                          -- the bank's file that answered
  answer_code     text check (length(answer_code) between 1 and 10),
  answer_due_on   date not null,
  created_at      timestamptz not null,          -- tenant's clock, as every time here
  answered_at     timestamptz,
  updated_at      timestamptz not null,
  primary key (tenant_id, id),
  -- EPC rulebooks: a payment is recalled once, also when the first request was refused.
  unique (tenant_id, order_id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id),
  foreign key (tenant_id, file_id) references rails.outgoing_file (tenant_id, id),
  constraint answered_says_when check ((state = 0) = (answered_at is null)),
  -- The declared transitions of recall.machine.ts.
  constraint declared_transition check (
    (came_from is null and event is null and state = 0) or (came_from is not null and event is not null
      and (came_from, event, state) in ((0, 1, 1), (0, 2, 2), (0, 3, 3), (1, 2, 2), (1, 3, 3), (2, 3, 3))))
);
comment on table rails.recall is 'scale:tenant — requests to get credit transfers back';
create index recall_unsent on rails.recall (tenant_id, connection_id, id) where file_id is null;
create index recall_file on rails.recall (tenant_id, file_id, id) where file_id is not null;
grant select, insert, update (state, came_from, event, file_id, answer_file_id, answer_code, answered_at, updated_at)
  on rails.recall to florin_app;

-- Collections that were announced to their debtors: each once.
create table rails.announcement (
  tenant_id    bigint not null,
  order_id     uuid not null,
  due_on       date not null,
  announced_at timestamptz not null,             -- tenant's clock
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id)
);
comment on table rails.announcement is 'scale:tenant — append-only: collections that debtors were told of';
grant select, insert on rails.announcement to florin_app;
-- Collections on their way, for the announcements.
create index payment_order_collection on rails.payment_order (tenant_id, connection_id, settles_on, id)
  where rail in ('sepa_core', 'sepa_b2b') and state in (0, 1, 2, 3);

-- Messages of ISO 20022 with which the tenant orders payments or collections: pain.001 and pain.008.
create table rails.iso_message (
  tenant_id         bigint not null,
  id                uuid not null,
  connection_id     uuid not null,
  account           uuid not null,               -- ledger: whose money it is
  file_id           uuid not null,
  name              text not null check (length(name) between 1 and 255),
  kind              text check (kind in ('pain.001', 'pain.008')),
  message_id        text collate "C" check (length(message_id) between 1 and 35),
  message_name      text check (length(message_name) <= 35),
  initiating_party  text collate "C" check (length(initiating_party) <= 140),
  state             text not null check (state in ('received', 'accepted', 'partial', 'rejected')),
  reason_code       text check (length(reason_code) between 1 and 10),
  because           text check (length(because) between 1 and 500),
  duplicate_of      uuid,
  transactions      int4 not null default 0 check (transactions >= 0),
  accepted          int4 not null default 0 check (accepted between 0 and transactions),
  created_at        timestamptz not null,        -- tenant's clock, as read_at
  read_at           timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references rails.bank_connection (tenant_id, id),
  foreign key (tenant_id, file_id) references rails.bank_file (tenant_id, id),
  foreign key (tenant_id, duplicate_of) references rails.iso_message (tenant_id, id),
  constraint read_says_when check ((state = 'received') = (read_at is null)),
  constraint rejected_for_a_reason check (state <> 'rejected' or accepted = 0)
);
comment on table rails.iso_message is 'scale:tenant — pain.001 and pain.008 messages of the tenant';
-- A message id counts once for each initiating party.
create unique index iso_message_said on rails.iso_message (tenant_id, initiating_party, message_id)
  where message_id is not null and duplicate_of is null;
grant select, insert, update (kind, message_id, message_name, initiating_party, state, reason_code, because, duplicate_of,
  transactions, accepted, read_at) on rails.iso_message to florin_app;

-- What became of each payment of such a message when it was read.
create table rails.iso_transaction (
  tenant_id       bigint not null,
  message_id      uuid not null,
  number          int4 not null check (number >= 1),
  payment_id      text not null check (length(payment_id) between 1 and 35),
  instruction_id  text check (length(instruction_id) between 1 and 35),
  end_to_end_id   text not null check (length(end_to_end_id) between 1 and 35),
  order_id        uuid,
  reason_code     text check (length(reason_code) between 1 and 10),
  because         text check (length(because) between 1 and 500),
  primary key (tenant_id, message_id, number),
  foreign key (tenant_id, message_id) references rails.iso_message (tenant_id, id),
  foreign key (tenant_id, order_id) references rails.payment_order (tenant_id, id),
  constraint refused_for_a_reason check ((order_id is null) = (reason_code is not null))
);
comment on table rails.iso_transaction is 'scale:tenant — append-only: payments of pain.001 and pain.008 messages';
grant select, insert on rails.iso_transaction to florin_app;

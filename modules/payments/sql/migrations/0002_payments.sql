-- Payments: what was asked, how it stands, every operation that was sent, and everything that was ever said about it.

-- What was asked for. Never changes.
create table payments.payment_order (
  tenant_id   bigint not null,
  id          uuid not null,
  merchant_id uuid not null,
  customer_id uuid,
  method_id   uuid,
  token_id    uuid,
  reference   text check (length(reference) between 1 and 100),  -- the merchant's own; constant over all attempts
  asked       text not null,       -- JSON: the rest of the request
  decision    text,                -- JSON: why nothing was sent, when nothing was
  told_seq    int8,                -- fact with the first answer, when the payment began with one
  created_at  timestamptz not null,
  primary key (tenant_id, id)
);
comment on table payments.payment_order is 'scale:tenant — append-only: what each payment was asked to be';
create index payment_order_reference on payments.payment_order (tenant_id, reference, id) where reference is not null;
create index payment_order_customer on payments.payment_order (tenant_id, customer_id, id) where customer_id is not null;
create index payment_order_merchant on payments.payment_order (tenant_id, merchant_id, id);
grant select on payments.payment_order to florin_app;

-- How it stands. Fixed width and no index but the key, so that updates stay HOT; half a page is left for them.
create table payments.payment (
  tenant_id         bigint not null,
  id                uuid not null,
  step              int4 not null,                 -- steps.ts: came_from × 10,000 + event × 100 + state
  version           int4 not null default 1,
  currency          char(3) not null,
  attempts          int2 not null default 0,
  is_manual         boolean not null,              -- captured by a call of its own
  amount            int8 not null,                 -- minor units
  amount_authorized int8 not null default 0,
  amount_captured   int8 not null default 0,
  amount_refunded   int8 not null default 0,
  amount_refunding  int8 not null default 0,       -- refunds that were sent and are not decided
  amount_disputed   int8 not null default 0,
  attempt_id        uuid,                          -- the current attempt
  open_operation    uuid,                          -- the one operation whose outcome is not known; refunds have their own
  authentication_id uuid,
  hold_id           uuid,                          -- the ledger's pending transfer that holds what is authorised
  capture_before    timestamptz,
  updated_at        timestamptz not null,
  primary key (tenant_id, id),
  -- One check each for amounts and steps: PostgreSQL evaluates all of them at every update.
  check (amount > 0 and amount_authorized >= 0 and amount_refunding >= 0 and amount_refunded >= 0 and amount_disputed >= 0
    and amount_captured between 0 and amount_authorized
    and amount_refunded + amount_refunding + amount_disputed <= amount_captured),
  -- The declared steps of payment.machine.ts; one that is not here cannot be written, so a terminal state is terminal.
  constraint declared_step check (step between 1 and 12 or step in (
    10104, 10202, 10303, 10411, 10509, 20104, 20605, 20509, 20710, 30104, 30202, 30811, 30509, 30710, 40104, 40906, 41008,
    40605, 40202, 50104, 50202, 50303, 50411, 50906, 51008, 50509, 61106, 61206, 61307, 61008, 61409, 60710, 61512, 71307,
    71008, 71608, 70708, 71512, 71207, 71707, 81512, 81708))
) with (fillfactor = 50);
comment on table payments.payment is 'scale:tenant — state and amounts of each payment';
grant select on payments.payment to florin_app;

-- Everything that was sent to an acquirer, written before it was sent. An attempt is an operation that authorises.
create table payments.operation (
  tenant_id   bigint not null,
  id          uuid not null,                       -- its text is the reference the acquirer knows it by
  payment_id  uuid not null,
  kind        text not null check (kind in ('authorize', 'capture', 'void', 'increment', 'refund')),
  number      int2 not null,                       -- of an attempt: 1, 2, …; else 0
  account_id  uuid not null,                       -- acquirer account
  amount      int8 not null check (amount > 0),
  is_final    boolean not null default true,       -- of a capture: what it leaves is given back
  refund_id   uuid,
  token_id    uuid,                                -- of an attempt with another card than the one ordered
  decision    text,                                -- JSON: what risk and routing saw and why they decided so
  request_id  text not null,
  lease_until timestamptz not null,                -- wall clock: after it somebody else asks what became of it
  created_at  timestamptz not null,                -- tenant's clock
  primary key (tenant_id, id),
  check ((kind = 'authorize') = (number > 0) and (kind = 'refund') = (refund_id is not null))
);
comment on table payments.operation is 'scale:tenant — append-only: attempts and other operations, written before they are sent';
create index operation_payment on payments.operation (tenant_id, payment_id);
-- Ids of attempts grow with time; those of other operations follow from a key, so they are looked through by their lease.
create index operation_lease on payments.operation (tenant_id, lease_until, id) where kind <> 'authorize';
grant select on payments.operation to florin_app;

-- Everything that was ever said about an operation, in the order in which we learned it.
create table payments.outcome (
  tenant_id              bigint not null,
  operation_id           uuid not null,
  id                     uuid not null,
  result                 text not null check (result in
    ('approved', 'declined', 'rejected', 'pending', 'unknown', 'not_sent', 'not_found', 'reversed')),
  via                    text not null check (via in ('answer', 'callback', 'inquiry', 'report', 'start')),
  amount                 int8,                     -- of an approval
  acquirer_reference     text,
  auth_code              text,
  network_code           text,
  advice_code            text,
  decline_code           text,
  network_transaction_id text,
  transaction_link_id    text,
  cvc_check              text,
  address_check          text,
  detail                 text check (length(detail) <= 500),
  message_id             text,                     -- the counterpart's own id of a callback
  is_applied             boolean not null,         -- false: noted, and nothing changed by it
  told_seq               int8,                     -- the fact that told it
  at                     timestamptz not null,
  primary key (tenant_id, operation_id, id)
);
comment on table payments.outcome is 'scale:tenant — append-only: what was learned about each operation';
create unique index outcome_message on payments.outcome (tenant_id, operation_id, message_id) where message_id is not null;
grant select on payments.outcome to florin_app;

-- Money on its way back.
create table payments.refund (
  tenant_id    bigint not null,
  id           uuid not null,
  payment_id   uuid not null,
  operation_id uuid not null,
  step         int4 not null,
  version      int4 not null default 1,
  amount       int8 not null check (amount > 0),
  asked        text not null,                      -- JSON: reason, reference, metadata
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (tenant_id, id),
  constraint declared_step check (step in (1, 10102, 10203, 20203))
) with (fillfactor = 80);
comment on table payments.refund is 'scale:tenant — refunds and their state';
create index refund_payment on payments.refund (tenant_id, payment_id);
grant select on payments.refund to florin_app;

-- Up to which operation every one of a tenant has been looked at by those who finish what died (sweep.ts).
create table payments.sweep (
  tenant_id  bigint not null primary key,
  seen_id    uuid not null,                        -- of attempts
  seen_lease timestamptz not null default '-infinity', -- of other operations, with seen_next
  seen_next  uuid not null default '00000000-0000-0000-0000-000000000000'
);
comment on table payments.sweep is 'scale:tenant — how far operations have been looked through for abandoned ones';
grant select, insert, update on payments.sweep to florin_app;

-- Turns that ask no acquirer: given up, put to review or blocked by the risk rules, let go on or refused by a person, and
-- what disputes take and give back.
-- What those in review would be charged with stands here too, because nothing of it was sent yet.
create table payments.turn (
  tenant_id  bigint not null,
  payment_id uuid not null,
  version    int4 not null,                        -- of the payment, as the turn left it
  step       int4,                                 -- steps.ts, of payment.machine.ts; null when the state stays
  review_id  uuid,                                 -- of a person's word: follows from the key of its request
  verdict    text check (verdict in ('approved', 'rejected')),
  reason     text check (length(reason) between 1 and 500),  -- as that person gave it
  token_id   uuid,                                 -- of one that was put to review or blocked: the card it was confirmed with
  decision   text,                                 -- JSON: what risk and routing saw then
  disputed   int8,                                 -- what a dispute took (above zero) or gave back, in minor units
  transfers  uuid[] not null default '{}',         -- of the ledger, for a dispute
  actor_id   text not null,
  request_id text not null,
  told_seq   int8 not null,                        -- the fact that told it
  at         timestamptz not null,                 -- tenant's clock
  primary key (tenant_id, payment_id, version),
  check ((verdict is null) = (review_id is null) and (step is null) = (disputed is not null))
);
comment on table payments.turn is 'scale:tenant — append-only: steps of payments that asked no acquirer, and the word of who reviewed them';
grant select on payments.turn to florin_app;

-- The fact that told how it ended; told_seq is the first that told anything of it.
alter table payments.authentication add column last_told_seq int8;
-- Its caller tells what it did from now on.
drop function if exists payments.move_payment(bigint, timestamptz, uuid, int4, int4, uuid, text, text, text);

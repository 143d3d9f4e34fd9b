-- The tally: what happened to payments, hour by hour, so that an overview adds up hours and not payments.

-- Counted from the facts by the one consumer that follows them (tally.ts), so no payment waits for it. What happened belongs
-- to the hour in which it happened: what is told later of a payment is counted in its own hour.
create table payments.tally (
  tenant_id bigint not null,
  hour      timestamptz not null,                  -- its beginning, by the tenant's clock
  measure   text collate "C" not null check (measure in
    ('created', 'approved', 'declined', 'blocked', 'captured', 'reversed', 'refunded', 'refund_returned')),
  currency  char(3) not null,
  count     int8 not null check (count > 0),
  amount    numeric(38) not null check (amount >= 0), -- minor units
  primary key (tenant_id, hour, measure, currency)
) with (fillfactor = 50);
comment on table payments.tally is 'scale:tenant — what happened to payments, by the hour';
grant select, insert, update (count, amount) on payments.tally to florin_app;

-- How long acquirers took, on a scale (answer_time.ts), by the hour and once more by the day: a month of hours would be ten
-- times as many rows to add up.
create table payments.answer_time (
  tenant_id bigint not null,
  span      text collate "C" not null check (span in ('hour', 'day')),
  starts_at timestamptz not null,
  step      int2 not null check (step between 0 and 400),
  count     int8 not null check (count > 0),
  primary key (tenant_id, span, starts_at, step)
) with (fillfactor = 50);
comment on table payments.answer_time is 'scale:tenant — how many answers of acquirers took how long, by the hour and by the day';
grant select, insert, update (count) on payments.answer_time to florin_app;

-- Payments whose outcome nobody knows, and those that a person has to look at: few among many, and the payments themselves
-- have no index by their state, so that their updates stay HOT.
create table payments.waiting (
  tenant_id  bigint not null,
  payment_id uuid not null,
  state      int2 not null check (state between 1 and 12), -- as in steps.ts
  since      timestamptz not null,                 -- tenant's clock
  primary key (tenant_id, payment_id)
);
comment on table payments.waiting is 'scale:tenant — payments whose outcome is not known, or that a person has to look at';
create index waiting_since on payments.waiting (tenant_id, state, since, payment_id);
grant select, insert, delete on payments.waiting to florin_app;

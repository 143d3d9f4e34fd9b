-- Finality: how much of a payment its acquirers have settled. Written by payments.mark_settled alone, which does not
-- raise the version: nothing that is decided by a payment's standing depends on it.
alter table payments.payment add column amount_settled int8 not null default 0;   -- captures less refunds, in minor units
alter table payments.payment add column settled_on date;                          -- day of the latest report that named it

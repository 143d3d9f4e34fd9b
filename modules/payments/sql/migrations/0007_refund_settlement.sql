-- The day of the settlement report that named a refund; written by payments.mark_settled alone, as of payments.
alter table payments.refund add column settled_on date;
-- It has another argument now.
drop function if exists payments.mark_settled(bigint, uuid[], int8[], date);

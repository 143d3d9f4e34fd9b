-- How far each consumer has read each tenant's feed. Moved in the transaction of what the consumer did.
create table platform.feed_cursor (
  tenant_id bigint not null,
  consumer  text not null check (length(consumer) between 1 and 100),
  seq       int8 not null check (seq >= 0),
  primary key (tenant_id, consumer)
) with (fillfactor = 50);
comment on table platform.feed_cursor is 'scale:tenant — last sequence number each consumer has dealt with';
grant select, insert, update on platform.feed_cursor to florin_app;

-- The readiness probe compares the files this database has with the files the program brings.
grant select on platform.applied_file to florin_app;

-- Moves a consumer's cursor from where the consumer saw it to where it is now. False when it stands elsewhere:
-- someone else has dealt with these facts, and the caller undoes its transaction. Comparing needs no fence: a
-- former holder that moves it late tells the truth, or moves nothing.
create or replace function platform.move_cursor(p_tenant bigint, p_consumer text, p_from int8, p_to int8)
returns boolean language plpgsql as $$
begin
  update platform.feed_cursor c set seq = p_to
    where c.tenant_id = p_tenant and c.consumer = p_consumer and c.seq = p_from;
  if found or p_from > 0 then
    return found;
  end if;
  insert into platform.feed_cursor (tenant_id, consumer, seq) values (p_tenant, p_consumer, p_to)
    on conflict do nothing;
  return found;
end $$;
comment on function platform.move_cursor is 'scale:tenant — compare and set of one consumer''s place in the feed';

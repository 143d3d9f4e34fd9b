-- Moves a consumer's cursor from where the consumer saw it to where it is now. False when the cursor stands
-- elsewhere (someone else has dealt with these facts) or was moved under a higher fence: the caller undoes
-- its transaction.
create or replace function platform.move_cursor(
  p_tenant bigint, p_consumer text, p_from int8, p_to int8, p_fence int8
) returns boolean language plpgsql as $$
begin
  update platform.feed_cursor c set seq = p_to, fence = p_fence
    where c.tenant_id = p_tenant and c.consumer = p_consumer and c.seq = p_from and c.fence <= p_fence;
  if found or p_from > 0 then
    return found;
  end if;
  insert into platform.feed_cursor (tenant_id, consumer, seq, fence) values (p_tenant, p_consumer, p_to, p_fence)
    on conflict do nothing;
  return found;
end $$;
comment on function platform.move_cursor is 'scale:tenant — compare and set of one consumer''s place in the feed';

-- Takes or prolongs a lease; null when another holds it. The fence grows unless the holder never lost it.
create or replace function platform.take_lease(
  p_name text, p_holder text, p_real_at timestamptz, p_until timestamptz
) returns int8 language plpgsql as $$
declare
  v_fence int8;
begin
  insert into platform.lease (name, holder, fence, lease_until) values (p_name, p_holder, 1, p_until)
    on conflict do nothing returning fence into v_fence;
  if v_fence is null then
    update platform.lease l
      set holder = p_holder, lease_until = p_until,
        fence = l.fence + case when l.holder = p_holder and l.lease_until > p_real_at then 0 else 1 end
      where l.name = p_name and (l.holder = p_holder or l.lease_until <= p_real_at)
      returning l.fence into v_fence;
  end if;
  return v_fence;
end $$;
comment on function platform.take_lease is 'scale:local — one holder at a time, each with a higher fence';

-- Raises FL002 unless the lease still stands under this fence. For transactions that only its holder may commit.
create or replace function platform.assert_lease(p_name text, p_fence int8)
returns void language plpgsql as $$
begin
  perform 1 from platform.lease l where l.name = p_name and l.fence = p_fence for share;
  if not found then
    raise exception 'lease % has passed on from fence %', p_name, p_fence using errcode = 'FL002';
  end if;
end $$;
comment on function platform.assert_lease is 'scale:local — a holder that was replaced changes nothing';

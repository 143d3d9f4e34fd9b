-- The most that may be debited and credited net: -floor + overdraft on the side that empties the account, its
-- ceiling on the side that fills it. 2^62 is a cap that is none.
create or replace function ledger.cap_out(p_floor int8, p_overdraft int8)
returns int8 language sql immutable parallel safe as $$
  select case when p_floor is null then 4611686018427387904 else p_overdraft - p_floor end
$$;
comment on function ledger.cap_out is 'scale:local — how far an account may be emptied';

create or replace function ledger.cap_in(p_ceiling int8)
returns int8 language sql immutable parallel safe as $$
  select coalesce(p_ceiling, 4611686018427387904)
$$;
comment on function ledger.cap_in is 'scale:local — how far an account may be filled';

-- Small rules of arithmetic that the posting functions, monitors and reads share. Pure.
create or replace function ledger.balance_field(
  p_field text, p_normal int2, p_debits int8, p_credits int8, p_debits_pending int8, p_credits_pending int8
) returns int8 language sql immutable parallel safe as $$
  select case p_field
    when 'posted' then p_normal * (p_credits - p_debits)
    when 'pending_in' then case when p_normal = 1 then p_credits_pending else p_debits_pending end
    when 'pending_out' then case when p_normal = 1 then p_debits_pending else p_credits_pending end
    when 'available' then p_normal * (p_credits - p_debits)
      - case when p_normal = 1 then p_debits_pending else p_credits_pending end
  end
$$;
comment on function ledger.balance_field is 'scale:local — one of the four balances of an account, on its normal side';

-- Whether a monitor holds. Once triggered it holds until the value has moved back past the threshold by `p_slack`.
create or replace function ledger.monitor_holds(p_operator text, p_value int8, p_threshold int8, p_slack int8)
returns boolean language sql immutable parallel safe as $$
  select case p_operator
    when 'lt' then p_value < p_threshold + p_slack
    when 'lte' then p_value <= p_threshold + p_slack
    when 'gt' then p_value > p_threshold - p_slack
    when 'gte' then p_value >= p_threshold - p_slack
  end
$$;
comment on function ledger.monitor_holds is 'scale:local — comparison with hysteresis';

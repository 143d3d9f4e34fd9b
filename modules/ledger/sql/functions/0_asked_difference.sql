-- The first field in which a request differs from what was asked under the same id before (comparedFields in results.ts
-- numbers them), 0 for none. Amount 0 is max. What a repeat leaves out is what it meant then: the currency of a hold, the
-- day of recording.
create or replace function ledger.asked_difference(
  p_kind int2, p_debit uuid, p_credit uuid, p_amount int8, p_currency int2, p_code text, p_pending uuid, p_effective date,
  p_expires timestamptz, p_reversal uuid, p_at_most int8, p_final boolean, p_conditions uuid, p_description text,
  p_metadata jsonb,
  q_kind int2, q_debit uuid, q_credit uuid, q_amount int8, q_currency int2, q_code text, q_pending uuid, q_effective date,
  q_expires timestamptz, q_reversal uuid, q_at_most int8, q_final boolean, q_conditions uuid, q_description text,
  q_metadata jsonb
) returns int2 language sql immutable parallel safe as $$
  select (case
    when p_kind <> q_kind then 1
    when q_kind <= 2 and p_debit is distinct from q_debit then 2
    when q_kind <= 2 and p_credit is distinct from q_credit then 3
    when q_kind <= 3 and p_amount <> q_amount then 4
    when q_currency is not null and p_currency is distinct from q_currency then 5
    when p_code <> q_code then 6
    when q_kind > 2 and p_pending is distinct from q_pending then 7
    when p_effective <> q_effective then 8
    when q_kind = 2 and p_expires is distinct from q_expires then 9
    when p_reversal is distinct from q_reversal then 10
    when p_at_most is distinct from q_at_most then 11
    when coalesce(p_final, false) <> coalesce(q_final, false) then 12
    when p_conditions is distinct from q_conditions then 13
    when p_description is distinct from q_description then 14
    when coalesce(p_metadata, '{}') <> coalesce(q_metadata, '{}') then 15
    else 0 end)::int2
$$;
comment on function ledger.asked_difference is 'scale:local — what differs between two requests under one id';

-- T2, second step: what declines count, for risk and for the schemes' law on trying again. Before the ledger: posting locks
-- the head of the feed, and whoever begins payments locks the head of risk before that one. Answers p_at for the step that
-- follows.
create or replace function payments.count_declines(
  p_tenant bigint, p_at timestamptz,
  r_keys uuid[], r_counts int4[], d_attempts uuid[], d_fingerprints uuid[], d_amounts int8[], d_currencies text[],
  d_merchants uuid[], d_schemes text[], d_network_codes text[], d_advice_codes text[]
) returns timestamptz language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(d_attempts) > 0 then
    perform routing.record_declines(p_tenant, p_at, d_attempts, d_fingerprints, d_amounts, d_currencies, d_merchants, d_schemes,
      d_network_codes, d_advice_codes);
  end if;
  if cardinality(r_keys) > 0 then
    perform risk.record_declines(p_tenant, p_at, r_keys, r_counts);
  end if;
  return p_at;
end $$;
comment on function payments.count_declines is 'scale:tenant — second transaction of operations: what declines count';
revoke execute on function payments.count_declines from public;
grant execute on function payments.count_declines to florin_app;

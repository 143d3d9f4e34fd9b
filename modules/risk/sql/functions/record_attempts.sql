-- Published: counts a batch's attempts in the caller's transaction, each key once (`Risk.packRecord` makes the arrays). Call
-- it after the caller's own rows and the ledger's, before the feed's head: its lock lasts until the commit.
create or replace function risk.record_attempts(
  p_tenant bigint, p_at timestamptz, p_keys uuid[], p_counts int4[],
  p_amount_keys uuid[], p_amounts int8[], p_unproven_counts int4[], p_unproven_amounts int8[], p_proven boolean[]
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform risk.lock_head(p_tenant);
  perform risk.count_attempts(p_tenant, p_at, p_keys, p_counts);
  perform risk.add_amounts(p_tenant, p_at, p_amount_keys, p_amounts, p_unproven_counts, p_unproven_amounts, p_proven);
end $$;
comment on function risk.record_attempts is 'scale:tenant — counts attempts and amounts, one update per key';

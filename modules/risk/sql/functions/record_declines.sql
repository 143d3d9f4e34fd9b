-- Published: counts a batch's declines in the caller's transaction, each key once (`Risk.packDeclines` makes the arrays).
create or replace function risk.record_declines(p_tenant bigint, p_at timestamptz, p_keys uuid[], p_counts int4[])
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(p_keys) > 0 then
    perform risk.lock_head(p_tenant);
    perform risk.count_declines(p_tenant, p_at, p_keys, p_counts);
  end if;
end $$;
comment on function risk.record_declines is 'scale:tenant — counts declines, one update per key';

-- Notes declines, one item per attempt. Published for the SQL of payments, which calls it in the transaction that
-- records the outcomes. A repeat of an attempt does nothing.
create or replace function routing.record_declines(
  p_tenant bigint, p_at timestamptz, d_attempts uuid[], d_fingerprints uuid[], d_amounts int8[], d_currencies text[],
  d_merchants uuid[], d_schemes text[], d_network_codes text[], d_advice_codes text[]
) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into routing.decline (tenant_id, fingerprint, attempt_id, at, amount, currency, merchant_id, scheme,
      network_code, advice_code)
    select p_tenant, d.fingerprint, d.attempt, p_at, d.amount, d.currency, d.merchant, d.scheme, d.network_code,
      d.advice_code
    from unnest(d_attempts, d_fingerprints, d_amounts, d_currencies, d_merchants, d_schemes, d_network_codes,
        d_advice_codes)
      as d (attempt, fingerprint, amount, currency, merchant, scheme, network_code, advice_code)
    where not exists (select from routing.decline k
      where k.tenant_id = p_tenant and k.fingerprint = d.fingerprint and k.attempt_id = d.attempt);
end $$;
comment on function routing.record_declines is 'scale:tenant — set-based, in the transaction of the outcomes';

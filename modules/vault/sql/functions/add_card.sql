-- Writes a card down, if the key it was sealed under is still the tenant's newest one. The key's row is held until the
-- commit, so that nobody destroys the key behind the card. Answers 'added', 'known' (the token is there already) or
-- 'stale' (the caller reads the keys again).
create or replace function vault.add_card(
  p_tenant bigint, p_at timestamptz, p_token uuid, p_scheme text, p_bin text, p_last4 text, p_expiry_month int,
  p_expiry_year int, p_country text, p_funding text, p_fingerprint uuid, p_epoch int, p_sealed bytea
) returns text language plpgsql as $$
begin
  perform from vault.sealing_key k
    where k.tenant_id = p_tenant and k.purpose = 'card' and k.epoch = p_epoch and k.wrapped is not null for share;
  if not found then
    return 'stale';
  end if;
  if exists (select from vault.sealing_key k
      where k.tenant_id = p_tenant and k.purpose = 'card' and k.epoch > p_epoch) then
    return 'stale';
  end if;
  insert into vault.card (tenant_id, token, scheme, bin, last4, expiry_month, expiry_year, country, funding,
      fingerprint, epoch, sealed, created_at)
    values (p_tenant, p_token, p_scheme, p_bin, p_last4, p_expiry_month, p_expiry_year, p_country, p_funding,
      p_fingerprint, p_epoch, p_sealed, p_at)
    on conflict (tenant_id, token) do nothing;
  return case when found then 'added' else 'known' end;
end $$;
comment on function vault.add_card is 'scale:tenant — one card under the newest key';

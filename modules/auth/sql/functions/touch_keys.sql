-- Notes when keys were last used. Two nodes may insert the same key's first row at once: the later one gets a
-- unique violation and simply comes again with its next visit.
create or replace function auth.touch_keys(p_tenant bigint, p_keys uuid[], p_ats timestamptz[])
returns void language plpgsql as $$
begin
  update auth.key_use u set last_used_at = n.at
    from unnest(p_keys, p_ats) as n (key_id, at)
    where u.tenant_id = p_tenant and u.key_id = n.key_id and u.last_used_at < n.at;
  insert into auth.key_use (tenant_id, key_id, last_used_at)
    select p_tenant, n.key_id, n.at
    from unnest(p_keys, p_ats) as n (key_id, at)
    where not exists (select from auth.key_use u where u.tenant_id = p_tenant and u.key_id = n.key_id);
end $$;
comment on function auth.touch_keys is 'scale:tenant — set-based, away from the hot path';

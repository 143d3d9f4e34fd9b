-- A sandbox that was reset: another tenant took its keys over. What stood in it stays, for its books are never erased.
alter table auth.tenant
  add column replaces    bigint references auth.tenant (tenant_id),
  add column reset_key   text check (length(reset_key) <= 255),  -- under which the reset was asked for: a repeat is known by it
  add column replaced_by bigint references auth.tenant (tenant_id),
  add constraint only_sandboxes_are_replaced
    check (mode = 'sandbox' or num_nonnulls(replaces, reset_key, replaced_by) = 0);
grant update (replaced_by) on auth.tenant to florin_app;
-- Keys move to the tenant that takes over; nothing else of them changes.
grant update (tenant_id) on auth.api_key, auth.api_key_secret to florin_app;

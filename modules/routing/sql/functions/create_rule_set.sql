-- Writes the next version of a tenant's rules and answers its number; null when there are too many. The head stays
-- locked until the commit, which is what makes the numbers gap-free.
create or replace function routing.create_rule_set(
  p_tenant bigint, p_at timestamptz, p_id uuid, p_name text, p_rules text, p_rule_count int4, p_max_attempts int4,
  p_by text, p_versions_max int4
) returns int4 language plpgsql as $$
declare
  v_version int4;
begin
  insert into routing.head (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
  update routing.head h set version = h.version + 1
    where h.tenant_id = p_tenant and h.version < p_versions_max returning h.version into v_version;
  if v_version is null then
    return null;
  end if;
  insert into routing.rule_set (tenant_id, id, version, name, rules, rule_count, max_attempts, created_by, created_at)
    values (p_tenant, p_id, v_version, p_name, p_rules::jsonb, p_rule_count, p_max_attempts, p_by, p_at);
  return v_version;
end $$;
comment on function routing.create_rule_set is 'scale:tenant — one version, away from the hot path';

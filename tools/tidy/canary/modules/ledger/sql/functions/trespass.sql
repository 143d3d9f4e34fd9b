-- now() in a comment is only a word.
create function ledger.late(p_tenant bigint) returns void language plpgsql as $$
begin
  update ledger.account set at = now() where tenant_id = p_tenant;
  perform 1 from platform.outbox where tenant_id = p_tenant;
  perform platform.append_facts(p_tenant);
  perform auth.hash_of(p_tenant), platform.secret(p_tenant);
end $$;

create table ledger.data (tenant_id bigint not null, at timestamptz default current_timestamp);

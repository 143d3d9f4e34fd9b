-- Compares the balances a batch left behind with the tenant's monitors. Edge-triggered: a monitor speaks when it
-- starts to hold, and again only after it no longer holds with its threshold moved by the hysteresis.
create or replace function ledger.check_monitors(p_tenant bigint, p_at timestamptz, p_batch uuid, p_accounts uuid[])
returns void language plpgsql as $$
declare
  v_ids uuid[];
  v_bodies text[];
  v_types text[];
  v_objects text[];
begin
  perform 1 from ledger.monitor m
    where m.tenant_id = p_tenant and m.account_id = any (p_accounts) and not m.is_deleted
    order by m.id for no key update;
  select array_agg(x.id order by x.id), array_agg(x.type order by x.id), array_agg(x.object_id order by x.id),
      array_agg(x.body order by x.id)
    into v_ids, v_types, v_objects, v_bodies
    from (
      select j.id, 'ledger.monitor_' || case when j.is_now then 'triggered' else 'cleared' end as type,
        ledger.public_id('mon', j.id) as object_id,
        jsonb_build_object('monitor_id', ledger.public_id('mon', j.id),
          'account_id', ledger.public_id('acc', j.account_id), 'field', j.field, 'operator', j.operator,
          'threshold', j.threshold::text, 'value', j.value::text, 'version', j.version::text,
          'is_triggered', j.is_now)::text as body
      from (select m.id, m.account_id, m.field, m.operator, m.threshold, m.is_triggered, s.value, s.version, ledger.monitor_holds(m.operator, s.value, m.threshold,
              case when m.is_triggered then m.hysteresis else 0 end) as is_now
            from ledger.monitor m
            join ledger.balance b on b.tenant_id = p_tenant and b.account_id = m.account_id
            cross join lateral (select b.version, ledger.balance_field(m.field, b.normal_side, b.debits_posted,
              b.credits_posted, b.debits_pending, b.credits_pending) as value) s
            where m.tenant_id = p_tenant and m.account_id = any (p_accounts) and not m.is_deleted) j
      where j.is_now <> j.is_triggered
    ) x;
  if v_ids is null then
    return;
  end if;
  update ledger.monitor m set is_triggered = not m.is_triggered, changed_at = p_at, version = m.version + 1
    where m.tenant_id = p_tenant and m.id = any (v_ids);
  perform platform.append_facts(p_tenant, p_at,
    (select array_agg(md5(p_batch::text || i.id)::uuid order by i.ord) from unnest(v_ids) with ordinality as i (id, ord)),
    v_types, v_objects, v_bodies);
end $$;
comment on function ledger.check_monitors is 'scale:tenant — raises monitor facts for the accounts of a batch';

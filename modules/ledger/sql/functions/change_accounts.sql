-- Keys of the patch replace those that are there; a null takes its key away (RFC 7396).
create or replace function ledger.patched_metadata(p_metadata jsonb, p_patch jsonb)
returns jsonb language sql immutable parallel safe as $$
  select case when p_patch ? 'metadata' then jsonb_strip_nulls(p_metadata || (p_patch -> 'metadata')) else p_metadata end
$$;
comment on function ledger.patched_metadata is 'scale:local — metadata after a patch';

-- Why an account may not be changed so: the word and the field, or null. A patch names only what changes.
create or replace function ledger.refuse_change(
  p_account ledger.account, p_balance ledger.balance, p_event int2, p_patch jsonb
) returns text language sql stable parallel safe as $$
  select case
    when p_account.id is null then 'account_not_found'
    when p_account.state = 3 and (p_event in (1, 2, 3) or p_patch ?| array['floor', 'ceiling', 'overdraft'])
      then 'account_closed'
    when p_patch ->> 'currency' <> p_account.currency then 'limit_currency_mismatch'
    when p_event = 4 and p_account.state <> 3 and (p_balance.debits_posted <> p_balance.credits_posted
      or p_balance.debits_pending <> 0 or p_balance.credits_pending <> 0) then 'account_not_empty'
    when n.overdraft > 0 and n.floor is null then 'overdraft_without_floor'
    when n.floor > n.ceiling then 'floor_above_ceiling'
    when p_patch ?| array['floor', 'overdraft']
      and b.emptied > ledger.cap_out(n.floor, n.overdraft) then 'balance_below_floor'
    when p_patch ? 'ceiling' and b.filled > ledger.cap_in(n.ceiling) then 'balance_above_ceiling'
    when (select count(*) from jsonb_object_keys(ledger.patched_metadata(p_account.metadata, p_patch))) > 50
      then 'metadata_too_large'
  end
  from (select
      case when p_patch ? 'floor' then (p_patch ->> 'floor')::int8 else p_account.floor end as floor,
      case when p_patch ? 'ceiling' then (p_patch ->> 'ceiling')::int8 else p_account.ceiling end as ceiling,
      case when p_patch ? 'overdraft' then (p_patch ->> 'overdraft')::int8 else p_account.overdraft end as overdraft) n
  cross join (select
      case when p_balance.normal_side = 1
        then p_balance.debits_posted + p_balance.debits_pending - p_balance.credits_posted
        else p_balance.credits_posted + p_balance.credits_pending - p_balance.debits_posted end as emptied,
      case when p_balance.normal_side = 1
        then p_balance.credits_posted + p_balance.credits_pending - p_balance.debits_posted
        else p_balance.debits_posted + p_balance.debits_pending - p_balance.credits_posted end as filled) b
$$;
comment on function ledger.refuse_change is 'scale:local — judges one change of an account';

-- Changes accounts, all or none: their state by an event of account.machine.ts (0: none) and what p_patches name.
-- One row per account: why not, or the account as it is now. A repeat finds nothing to change and tells no fact.
create or replace function ledger.change_accounts(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_objects text[], p_events int2[], p_patches text[],
  f_ids uuid[], f_by text
) returns table (place int4, refusal text, account ledger.account) language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  -- Where each event leads: freeze_debits, freeze, unfreeze, close.
  c_targets constant int2[] := array[1, 2, 0, 3];
  v_refusals text[];
  v_before jsonb[];
  v_moves int4[];
begin
  -- Balances first and in order, as posting does: no transfer is judged by limits that change under it.
  perform 1 from ledger.balance b where b.tenant_id = p_tenant and b.account_id = any (p_ids)
    order by b.account_id for no key update;
  perform 1 from ledger.account a where a.tenant_id = p_tenant and a.id = any (p_ids) order by a.id for no key update;
  select array_agg(ledger.refuse_change(a, b, u.event, u.patch::jsonb) order by u.place),
      array_agg(ledger.account_json(a, p_objects[u.place], b.version) order by u.place)
    into v_refusals, v_before
    from unnest(p_ids, p_events, p_patches) with ordinality as u (id, event, patch, place)
    left join ledger.account a on a.tenant_id = p_tenant and a.id = u.id
    left join ledger.balance b on b.tenant_id = p_tenant and b.account_id = u.id;
  if exists (select from unnest(v_refusals) as r (refusal) where r.refusal is not null) then
    return query select r.place::int4, r.refusal, null::ledger.account
      from unnest(v_refusals) with ordinality as r (refusal, place);
    return;
  end if;

  select coalesce(array_agg(c.place), '{}') into v_moves
    from (
      select u.place::int4 as place
      from unnest(p_ids, p_events, p_patches) with ordinality as u (id, event, patch, place)
      join ledger.account a on a.tenant_id = p_tenant and a.id = u.id
      cross join lateral (select u.patch::jsonb as patch) p
      where (u.event > 0 and a.state <> c_targets[u.event])
        or (p.patch ? 'name' and a.name is distinct from p.patch ->> 'name')
        or (p.patch ? 'floor' and a.floor is distinct from (p.patch ->> 'floor')::int8)
        or (p.patch ? 'ceiling' and a.ceiling is distinct from (p.patch ->> 'ceiling')::int8)
        or (p.patch ? 'overdraft' and a.overdraft <> (p.patch ->> 'overdraft')::int8)
        or a.metadata <> ledger.patched_metadata(a.metadata, p.patch)
    ) c;
  update ledger.account a
    set name = case when p.patch ? 'name' then p.patch ->> 'name' else a.name end,
        floor = case when p.patch ? 'floor' then (p.patch ->> 'floor')::int8 else a.floor end,
        ceiling = case when p.patch ? 'ceiling' then (p.patch ->> 'ceiling')::int8 else a.ceiling end,
        overdraft = case when p.patch ? 'overdraft' then (p.patch ->> 'overdraft')::int8 else a.overdraft end,
        metadata = ledger.patched_metadata(a.metadata, p.patch),
        original = coalesce(a.original, jsonb_build_object('name', a.name, 'floor', a.floor, 'ceiling', a.ceiling,
          'overdraft', a.overdraft, 'metadata', a.metadata)),
        came_from = case when m.moves then a.state else a.came_from end,
        event = case when m.moves then u.event else a.event end,
        state = case when m.moves then c_targets[u.event] else a.state end,
        updated_at = p_at
    from unnest(p_ids, p_events, p_patches) with ordinality as u (id, event, patch, place)
    cross join lateral (select u.patch::jsonb as patch) p
    cross join lateral (select s.state <> c_targets[u.event] as moves
      from ledger.account s where s.tenant_id = p_tenant and s.id = u.id) m
    where a.tenant_id = p_tenant and a.id = u.id and u.place = any (v_moves);
  update ledger.balance b
    set state = a.state, overdraft = a.overdraft,
        debit_cap = case when b.normal_side = 1 then ledger.cap_out(a.floor, a.overdraft) else ledger.cap_in(a.ceiling) end,
        credit_cap = case when b.normal_side = 1 then ledger.cap_in(a.ceiling) else ledger.cap_out(a.floor, a.overdraft) end
    from ledger.account a
    where b.tenant_id = p_tenant and a.tenant_id = p_tenant and a.id = b.account_id
      and b.account_id = any (select p_ids[u.place] from unnest(v_moves) as u (place));
  if cardinality(v_moves) > 0 then
    perform platform.append_facts(p_tenant, p_at,
      array_agg(f_ids[u.place] order by u.place),
      array_agg('ledger.account_changed'::text order by u.place),
      array_agg(p_objects[u.place] order by u.place),
      array_agg((f_by::jsonb || jsonb_build_object('before', v_before[u.place])
        || ledger.account_json(a, p_objects[u.place], (v_before[u.place] ->> 'version')::int8))::text order by u.place))
      from unnest(v_moves) as u (place)
      join ledger.account a on a.tenant_id = p_tenant and a.id = p_ids[u.place];
  end if;
  return query select u.place::int4, null::text, a
    from unnest(p_ids) with ordinality as u (id, place)
    join ledger.account a on a.tenant_id = p_tenant and a.id = u.id;
end $$;
comment on function ledger.change_accounts is 'scale:tenant — changes the state, limits, name and metadata of accounts';

-- Opens accounts, all or none. One row per account: is_new, or the first field in which an account of the same id
-- differs from what was asked for. An account that changed since is compared as it was first asked for, so that a
-- late repeat of its creation is known as one. f_by is who opened them: one object, or a list with one for each.
create or replace function ledger.create_accounts(
  p_tenant bigint, p_at timestamptz, p_ids uuid[], p_objects text[], p_currencies text[], p_numbers int2[],
  p_sides text[], p_paths text[], p_names text[], p_floors int8[], p_ceilings int8[], p_overdrafts int8[],
  p_metadata text[], f_ids uuid[], f_by text
) returns table (place int4, differs text, is_new boolean) language plpgsql security definer
  set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_differs text[];
  v_is_new boolean[];
  v_try int := 1;
begin
  loop
    select array_agg(c.differs order by c.place), array_agg(c.is_new order by c.place) into v_differs, v_is_new
      from (
        select u.place, a.id is null as is_new, case
            when a.id is null then null
            when a.currency <> u.currency then 'currency'
            when a.normal_side <> u.side then 'normal_side'
            when a.path <> u.path then 'path'
            when o.name is distinct from u.name then 'name'
            when o.floor is distinct from u.floor then 'floor'
            when o.ceiling is distinct from u.ceiling then 'ceiling'
            when o.overdraft <> u.overdraft then 'overdraft'
            when o.metadata <> u.metadata::jsonb then 'metadata'
          end as differs
        from unnest(p_ids, p_currencies, p_sides, p_paths, p_names, p_floors, p_ceilings, p_overdrafts, p_metadata)
          with ordinality as u (id, currency, side, path, name, floor, ceiling, overdraft, metadata, place)
        left join ledger.account a on a.tenant_id = p_tenant and a.id = u.id
        cross join lateral (select
          case when a.original is null then a.name else a.original ->> 'name' end as name,
          case when a.original is null then a.floor else (a.original ->> 'floor')::int8 end as floor,
          case when a.original is null then a.ceiling else (a.original ->> 'ceiling')::int8 end as ceiling,
          case when a.original is null then a.overdraft else (a.original ->> 'overdraft')::int8 end as overdraft,
          coalesce(a.original -> 'metadata', a.metadata) as metadata) o
      ) c;
    exit when not (true = any (v_is_new)) or exists (select from unnest(v_differs) as d (field) where d.field is not null);
    begin
      insert into ledger.account (tenant_id, id, currency, normal_side, path, name, floor, ceiling, overdraft, metadata,
          created_at, updated_at)
        select p_tenant, u.id, u.currency, u.side, u.path, u.name, u.floor, u.ceiling, u.overdraft, u.metadata::jsonb,
          p_at, p_at
        from unnest(p_ids, p_currencies, p_sides, p_paths, p_names, p_floors, p_ceilings, p_overdrafts, p_metadata, v_is_new)
          as u (id, currency, side, path, name, floor, ceiling, overdraft, metadata, is_new)
        where u.is_new order by u.id;
      insert into ledger.balance (tenant_id, account_id, debit_cap, credit_cap, overdraft, updated_at, currency, normal_side)
        select p_tenant, u.id,
          case when u.side = 'credit' then ledger.cap_out(u.floor, u.overdraft) else ledger.cap_in(u.ceiling) end,
          case when u.side = 'credit' then ledger.cap_in(u.ceiling) else ledger.cap_out(u.floor, u.overdraft) end,
          u.overdraft, p_at, u.number, case when u.side = 'credit' then 1 else -1 end
        from unnest(p_ids, p_numbers, p_sides, p_floors, p_ceilings, p_overdrafts, v_is_new)
          as u (id, number, side, floor, ceiling, overdraft, is_new)
        where u.is_new order by u.id;
      exit;
    exception when unique_violation then
      -- Another request opened one of them meanwhile; what it wrote is seen by the next look.
      if v_try >= 3 then
        raise;
      end if;
      v_try := v_try + 1;
    end;
  end loop;
  if not exists (select from unnest(v_differs) as d (field) where d.field is not null) and true = any (v_is_new) then
    insert into ledger.book (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
    perform platform.append_facts(p_tenant, p_at,
      array_agg(f_ids[u.place] order by u.place), array_agg('ledger.account_created'::text order by u.place),
      array_agg(p_objects[u.place] order by u.place),
      array_agg((case when jsonb_typeof(b.doc) = 'array' then b.doc -> (u.place::int4 - 1) else b.doc end
        || ledger.account_json(a, p_objects[u.place], 0))::text order by u.place))
      from (select f_by::jsonb as doc) as b
      cross join unnest(p_ids, v_is_new) with ordinality as u (id, is_new, place)
      join ledger.account a on a.tenant_id = p_tenant and a.id = u.id
      where u.is_new;
  end if;
  return query select u.place::int4, u.differs, u.is_new
    from unnest(v_differs, v_is_new) with ordinality as u (differs, is_new, place);
end $$;
comment on function ledger.create_accounts is 'scale:tenant — opens accounts with their balances';

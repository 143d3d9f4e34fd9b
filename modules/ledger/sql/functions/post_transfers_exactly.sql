-- The exact path: every transfer is judged in order, as if it came alone, and gets a result code (results.ts has
-- the precedence). Accounts, holds and reversals are loaded once into arrays, judged in a loop over dense indexes,
-- and written back by one UPDATE and one INSERT each. A refused row aborts nothing.
-- Indexes count from 1; 0 means "none". t_original is a transfer's own place in r_ids, where a later one reverses it. Amount 0 with t_is_max moves what the limits allow, at most t_amounts.
-- differs counts from 1: the field (comparedFields in results.ts) of a code 2, of a code 70 that is judged now the first precondition that fails.
-- t_refused, of a replay only: the code that a transfer was refused with before; it is refused again, as it was.
create or replace function ledger.post_transfers_exactly(
  p_tenant bigint, p_at timestamptz, p_batch uuid, p_by text, a_ids uuid[], h_ids uuid[], r_ids uuid[],
  t_ids uuid[], t_kinds int2[], t_debit int4[], t_credit int4[], t_hold int4[], t_reversal int4[],
  t_amounts int8[], t_is_max boolean[], t_currencies int2[], t_codes text[], t_effective date[],
  t_expires timestamptz[], t_is_final boolean[], t_is_linked boolean[], t_same int4[],
  t_original int4[], t_at_most int8[], t_conditions uuid[], t_note int4[],
  q_transfer int4[], q_side int2[], q_field text[], q_operator text[], q_value int8[],
  n_ids uuid[], n_descriptions text[], n_metadata text[],
  k_hashes uuid[], k_fingerprints uuid[], k_keys text[], k_routes text[], k_fields text[], k_requests text[],
  k_first int4[], k_count int4[], t_refused int2[] default null,
  out results int2[], out differs int2[], out amounts int8[], out released int8[], out debit_accounts uuid[],
  out credit_accounts uuid[], out currencies int2[], out effective date[],
  out debit_versions int8[], out debit_balances int8[], out debit_dps int8[], out debit_cps int8[],
  out credit_versions int8[], out credit_balances int8[], out credit_dps int8[], out credit_cps int8[],
  out debit_sides int2[], out credit_sides int2[], out recorded_at timestamptz
) language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  -- One plan for ever, so one that never depends on how large a table was when it was made: each row by its key. Without
  -- the last three, a plan made on an empty ledger reads all of the tenant's transfers for each one asked for.
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
  set enable_material = off set random_page_cost = 0.1
  set plan_cache_mode = force_generic_plan as $$
declare
  c_counter_max constant int8 := 2305843009213693951;   -- 2^61 - 1
  c_unlimited constant int8 := 4611686018427387904;     -- 2^62: a cap that is none
  n int := cardinality(t_ids);
  v_ids uuid[]; v_found uuid[]; v_monitored boolean;
  dp int8[]; cp int8[]; dn int8[]; cn int8[]; ver int8[]; ver_0 int8[]; dcap int8[]; ccap int8[]; od int8[];
  cur int2[]; side int2[]; st int2[];
  h_d int4[]; h_c int4[]; h_state int2[]; h_left int8[]; h_left_0 int8[]; h_amount int8[]; h_cur int2[];
  h_expires timestamptz[]; h_is_new boolean[];
  r_left int8[]; r_debit uuid[]; r_credit uuid[];
  known int2[]; is_known boolean[];
  v_closed date; v_today date;
  v_chain int := 0; v_chain_broken boolean := false;
  i int; j int; d int; c int; h int; r int; k int2; m int8; give int8; code int2; q int := 1; p int2; v int8;
  v_stored int4[]; v_seq int8;
  last uuid[]; debit_priors uuid[]; credit_priors uuid[];
begin
  -- Items of various widths, null among them, are found by walking, unless the array is expanded: an assignment does that.
  t_currencies := t_currencies; t_codes := t_codes; t_effective := t_effective; t_expires := t_expires;
  t_at_most := t_at_most; t_conditions := t_conditions; n_descriptions := n_descriptions; n_metadata := n_metadata;
  -- Locks first, in one order for every writer; everything that decides is read after them.
  select a_ids || coalesce(array_agg(distinct x.id) filter (where x.id <> all (a_ids)), '{}') into v_ids
    from ledger.hold o cross join lateral (values (o.debit_account), (o.credit_account)) as x (id)
    where o.tenant_id = p_tenant and o.id = any (h_ids);
  select array_agg(b.account_id), array_agg(b.debits_posted), array_agg(b.credits_posted), array_agg(b.debits_pending),
      array_agg(b.credits_pending), array_agg(b.version), array_agg(b.debit_cap), array_agg(b.credit_cap),
      array_agg(b.overdraft), array_agg(b.currency), array_agg(b.normal_side), array_agg(b.state),
      array_agg(b.last_transfer), greatest(p_at, max(b.updated_at)), bool_or(b.is_monitored)
    into v_found, dp, cp, dn, cn, ver, dcap, ccap, od, cur, side, st, last, recorded_at, v_monitored
    from (select * from ledger.balance x where x.tenant_id = p_tenant and x.account_id = any (v_ids)
      order by x.account_id for no key update) b;
  -- Where accounts are missing, or those of holds stand behind the sorted ones: each to its place, null for none.
  if v_found is distinct from v_ids then
    select array_agg(b.debits_posted), array_agg(b.credits_posted), array_agg(b.debits_pending),
        array_agg(b.credits_pending), array_agg(b.version), array_agg(b.debit_cap), array_agg(b.credit_cap),
        array_agg(b.overdraft), array_agg(b.currency), array_agg(b.normal_side), array_agg(b.state),
        array_agg(b.last_transfer)
      into dp, cp, dn, cn, ver, dcap, ccap, od, cur, side, st, last
      from (select x.* from unnest(v_ids) with ordinality as u (id, ord)
        left join ledger.balance x on x.tenant_id = p_tenant and x.account_id = u.id order by u.ord) b;
  end if;
  recorded_at := coalesce(recorded_at, p_at);
  ver_0 := ver;

  select array_agg(array_position(v_ids, o.debit_account) order by u.ord),
      array_agg(array_position(v_ids, o.credit_account) order by u.ord), array_agg(o.state order by u.ord),
      array_agg(o.remaining order by u.ord), array_agg(o.amount order by u.ord), array_agg(o.currency order by u.ord),
      array_agg(o.expires_at order by u.ord), array_agg(false order by u.ord)
    into h_d, h_c, h_state, h_left, h_amount, h_cur, h_expires, h_is_new
    from unnest(h_ids) with ordinality as u (id, ord)
    left join ledger.hold o on o.tenant_id = p_tenant and o.id = u.id;
  h_left_0 := h_left;

  select array_agg(o.amount - coalesce(s.reversed, 0) order by u.ord), array_agg(o.debit_account order by u.ord),
      array_agg(o.credit_account order by u.ord)
    into r_left, r_debit, r_credit
    from unnest(r_ids) with ordinality as u (id, ord)
    left join ledger.transfer o on o.tenant_id = p_tenant and o.id = u.id and o.result = 0 and o.kind in (1, 3)
    left join lateral (select sum(x.amount)::int8 as reversed from ledger.transfer x
      where x.tenant_id = p_tenant and x.reversal_of = u.id and x.result = 0) s on true;

  -- Ids that were asked for before: their answer stands, whatever the balances say now.
  select array_agg(y.result), array_agg(y.field), array_agg(y.is_known)
    into known, differs, is_known
    from (
      select u.ord, x.id is not null as is_known,
        case when x.id is null then null when f.field > 0 then 2::int2 when x.result = 0 then 1::int2 else x.result end as result,
        coalesce(f.field, 0)::int2 as field
      from unnest(t_ids) with ordinality as u (id, ord)
      left join ledger.transfer x on x.tenant_id = p_tenant and x.id = u.id
      left join lateral (select ledger.asked_difference(x.kind, x.debit_account, x.credit_account,
          coalesce(x.asked, x.amount), x.currency, x.code, x.pending_id, x.effective_on, x.expires_at, x.reversal_of,
          x.at_most, x.is_final, x.conditions, e.description, e.metadata,
          t_kinds[u.ord], a_ids[t_debit[u.ord]], a_ids[t_credit[u.ord]],
          case when t_is_max[u.ord] then 0 else t_amounts[u.ord] end, t_currencies[u.ord], t_codes[u.ord],
          h_ids[t_hold[u.ord]], coalesce(t_effective[u.ord], (x.posted_at at time zone 'UTC')::date), t_expires[u.ord],
          r_ids[t_reversal[u.ord]], t_at_most[u.ord], t_is_final[u.ord], t_conditions[u.ord],
          n_descriptions[t_note[u.ord]], n_metadata[t_note[u.ord]]::jsonb) as field
        from (select 1) as one
        left join ledger.transfer_note e on e.tenant_id = p_tenant and e.id = x.id
        where x.id is not null) f on true
      order by u.ord
    ) y;

  select b.closed_through into v_closed from ledger.book b where b.tenant_id = p_tenant;
  v_today := (recorded_at at time zone 'UTC')::date;
  results := array_fill(0::int2, array[n]);
  amounts := t_amounts; currencies := t_currencies; effective := t_effective;
  released := array_fill(null::int8, array[n]);
  debit_versions := released; debit_balances := released; debit_dps := released; debit_cps := released;
  credit_versions := released; credit_balances := released; credit_dps := released; credit_cps := released;
  debit_accounts := array_fill(null::uuid, array[n]); credit_accounts := debit_accounts;
  debit_priors := debit_accounts; credit_priors := debit_accounts;
  debit_sides := array_fill(null::int2, array[n]); credit_sides := debit_sides;

  for i in 1..n loop
    if v_chain = 0 then v_chain := i; v_chain_broken := false; end if;
    k := t_kinds[i]; h := t_hold[i]; r := t_reversal[i]; m := t_amounts[i]; give := null; code := 0; p := 0;
    if k <= 2 or t_refused[i] > 0 then d := nullif(t_debit[i], 0); c := nullif(t_credit[i], 0);
    else d := h_d[h]; c := h_c[h]; end if;
    if effective[i] is null then effective[i] := v_today; end if;
    if d is not null then debit_accounts[i] := v_ids[d]; end if;
    if c is not null then credit_accounts[i] := v_ids[c]; end if;

    if is_known[i] then code := known[i];
    elsif t_same[i] > 0 then
      j := t_same[i];
      differs[i] := ledger.asked_difference(t_kinds[j], a_ids[t_debit[j]], a_ids[t_credit[j]],
        case when t_is_max[j] then 0 else t_amounts[j] end, currencies[j], t_codes[j], h_ids[t_hold[j]], effective[j],
        t_expires[j], r_ids[t_reversal[j]], t_at_most[j], t_is_final[j], t_conditions[j], n_descriptions[t_note[j]],
        n_metadata[t_note[j]]::jsonb,
        t_kinds[i], a_ids[t_debit[i]], a_ids[t_credit[i]], case when t_is_max[i] then 0 else t_amounts[i] end,
        t_currencies[i], t_codes[i], h_ids[t_hold[i]], effective[i], t_expires[i], r_ids[t_reversal[i]], t_at_most[i],
        t_is_final[i], t_conditions[i], n_descriptions[t_note[i]], n_metadata[t_note[i]]::jsonb);
      code := case when differs[i] > 0 then 2 when results[j] = 0 then 1 else results[j] end;
    elsif t_refused[i] > 0 then code := t_refused[i];
    elsif v_chain_broken then code := 10;
    elsif k <= 2 and ver[d] is null then code := 20;
    elsif k <= 2 and ver[c] is null then code := 21;
    elsif k > 2 and h_state[h] is null then code := 22;
    elsif k > 2 and h_state[h] > 0 then code := 22 + h_state[h];
    elsif k in (3, 4) and h_expires[h] <= recorded_at then code := 25;
    elsif k = 5 and (h_expires[h] is null or h_expires[h] > recorded_at) then code := 26;
    elsif d = c then code := 29;
    else
      if k > 2 and currencies[i] is null then currencies[i] := h_cur[h]; end if;
      if cur[d] <> currencies[i] then code := 30;
      elsif cur[c] <> currencies[i] then code := 31;
      elsif k <= 3 and st[d] = 3 then code := 32;
      elsif k <= 3 and st[c] = 3 then code := 33;
      elsif k <= 3 and st[d] > 0 then code := 34;
      elsif k <= 3 and st[c] = 2 then code := 35;
      elsif k <= 3 and effective[i] <= v_closed then code := 40;
      elsif k = 2 and t_expires[i] <= recorded_at then code := 41;
      elsif r > 0 and (r_left[r] is null or r_debit[r] <> v_ids[c] or r_credit[r] <> v_ids[d]) then code := 42;
      end if;
      -- How much: what was asked, what max comes to, or what a hold gives back.
      if code = 0 then
        if k >= 4 then m := 0; give := h_left[h];
        elsif t_is_max[i] then
          if k = 3 then m := least(m, h_left[h]);
          else
            if r > 0 then m := least(m, r_left[r]); end if;
            if r = 0 and m >= 9007199254740991 and dcap[d] >= c_unlimited and ccap[c] >= c_unlimited then code := 45; end if;
            m := least(m, dcap[d] - case when side[d] = 1 then od[d] else 0 end - (dp[d] + dn[d] - cp[d]),
              ccap[c] - case when side[c] = -1 then od[c] else 0 end - (cp[c] + cn[c] - dp[c]));
          end if;
          if code = 0 and m <= 0 then code := 46; end if;
        end if;
      end if;
      if code > 0 then null;
      elsif r > 0 and m > r_left[r] then code := 43;
      elsif k = 3 and m > h_left[h] then code := 44;
      elsif k in (1, 3) and greatest(dp[d], cp[c]) > c_counter_max - m then code := 50;
      elsif k = 2 and greatest(dn[d], cn[c]) > c_counter_max - m then code := 50;
      elsif k <= 2 and dp[d] + dn[d] - cp[d] + m > dcap[d] - (case when k = 2 and side[d] = 1 then od[d] else 0 end) then
        code := case when side[d] = 1 then 60 else 61 end;
      elsif k <= 2 and cp[c] + cn[c] - dp[c] + m > ccap[c] - (case when k = 2 and side[c] = -1 then od[c] else 0 end) then
        code := case when side[c] = -1 then 62 else 63 end;
      end if;
      if code = 0 and k = 3 and (t_is_final[i] or m = h_left[h]) then give := h_left[h] - m; end if;
      -- Preconditions: the version before this transfer, the balances after it.
      while q <= cardinality(q_transfer) and q_transfer[q] <= i loop
        if code = 0 and q_transfer[q] = i then
          p := p + 1;
          j := case when q_side[q] = 1 then d else c end;
          v := case when q_field[q] = 'version' then ver[j] else ledger.balance_field(q_field[q], side[j],
            dp[j] + case when j = d and k in (1, 3) then m else 0 end,
            cp[j] + case when j = c and k in (1, 3) then m else 0 end,
            dn[j] + case when j <> d then 0 when k = 2 then m when k = 3 then -m - coalesce(give, 0) when k > 3 then -give else 0 end,
            cn[j] + case when j <> c then 0 when k = 2 then m when k = 3 then -m - coalesce(give, 0) when k > 3 then -give else 0 end) end;
          if not (case q_operator[q] when 'eq' then v = q_value[q] when 'lt' then v < q_value[q] when 'lte' then v <= q_value[q]
            when 'gt' then v > q_value[q] else v >= q_value[q] end) then
            code := 70; differs[i] := p;
          end if;
        end if;
        q := q + 1;
      end loop;
    end if;

    results[i] := code;
    if code = 0 then
      amounts[i] := case when k >= 4 then give else m end;
      released[i] := give;
      if k in (1, 3) then dp[d] := dp[d] + m; cp[c] := cp[c] + m; end if;
      if k = 2 then
        dn[d] := dn[d] + m; cn[c] := cn[c] + m;
        h_d[h] := d; h_c[h] := c; h_state[h] := 0; h_left[h] := m; h_amount[h] := m; h_cur[h] := currencies[i];
        h_expires[h] := t_expires[i]; h_is_new[h] := true;
      elsif k >= 3 then
        v := m + coalesce(give, 0);
        dn[d] := dn[d] - v; cn[c] := cn[c] - v; h_left[h] := h_left[h] - v;
        if give is not null then h_state[h] := k - 2; end if;
      end if;
      if r > 0 then r_left[r] := r_left[r] - m; end if;
      if t_original[i] > 0 and k in (1, 3) then
        r := t_original[i]; r_left[r] := m; r_debit[r] := v_ids[d]; r_credit[r] := v_ids[c];
      end if;
      ver[d] := ver[d] + 1; ver[c] := ver[c] + 1;
      debit_versions[i] := ver[d]; debit_balances[i] := cp[d] - dp[d]; debit_dps[i] := dn[d]; debit_cps[i] := cn[d];
      credit_versions[i] := ver[c]; credit_balances[i] := cp[c] - dp[c]; credit_dps[i] := dn[c]; credit_cps[i] := cn[c];
      debit_sides[i] := side[d]; credit_sides[i] := side[c];
      debit_priors[i] := last[d]; credit_priors[i] := last[c]; last[d] := t_ids[i]; last[c] := t_ids[i];
    elsif code > 1 and not v_chain_broken then
      -- The chain fails with its first refusal: what its earlier members did is undone, last first.
      v_chain_broken := true;
      for j in reverse i - 1..v_chain loop
        if results[j] = 1 and t_same[j] >= v_chain then results[j] := 10; end if;
        if results[j] <> 0 then continue; end if;
        h := t_hold[j]; r := t_reversal[j]; v := coalesce(released[j], 0);
        if t_kinds[j] <= 2 then d := t_debit[j]; c := t_credit[j]; else d := h_d[h]; c := h_c[h]; end if;
        m := case when t_kinds[j] >= 4 then 0 else amounts[j] end;
        if t_kinds[j] in (1, 3) then dp[d] := dp[d] - m; cp[c] := cp[c] - m; end if;
        if t_kinds[j] = 2 then dn[d] := dn[d] - m; cn[c] := cn[c] - m; h_state[h] := null; h_is_new[h] := false;
        elsif t_kinds[j] >= 3 then
          dn[d] := dn[d] + m + v; cn[c] := cn[c] + m + v; h_left[h] := h_left[h] + m + v; h_state[h] := 0;
        end if;
        if r > 0 then r_left[r] := r_left[r] + m; end if;
        r := t_original[j];
        if r > 0 then r_left[r] := null; end if;
        ver[d] := ver[d] - 1; ver[c] := ver[c] - 1; last[d] := debit_priors[j]; last[c] := credit_priors[j];
        debit_priors[j] := null; credit_priors[j] := null;
        results[j] := 10; amounts[j] := t_amounts[j]; released[j] := null; debit_versions[j] := null;
        credit_versions[j] := null;
      end loop;
    end if;
    if not t_is_linked[i] then v_chain := 0; end if;
  end loop;

  update ledger.balance b set debits_posted = dp[g], credits_posted = cp[g], debits_pending = dn[g],
      credits_pending = cn[g], version = ver[g], updated_at = recorded_at,
      prior_transfer = b.last_transfer, last_transfer = last[g]
    from generate_series(1, cardinality(v_ids)) as g
    where b.tenant_id = p_tenant and b.account_id = v_ids[g] and ver[g] <> ver_0[g];

  select coalesce(array_agg(x.i order by x.i), '{}') into v_stored
    from generate_series(1, n) as x (i) where not is_known[x.i] and t_same[x.i] = 0;
  -- A note belongs to the first row of its id.
  select array_agg(n_ids[t_note[s.i]]), array_agg(n_descriptions[t_note[s.i]]), array_agg(n_metadata[t_note[s.i]])
    into n_ids, n_descriptions, n_metadata
    from unnest(v_stored) as s (i) where t_note[s.i] > 0;
  insert into ledger.transfer (tenant_id, id, debit_account, credit_account, amount, posted_at,
      debit_version, debit_balance, debit_debits_pending, debit_credits_pending,
      credit_version, credit_balance, credit_debits_pending, credit_credits_pending, debit_prior, credit_prior,
      effective_on, kind, result, currency, code, pending_id, released, asked, at_most, is_final, conditions, expires_at,
      reversal_of)
    select p_tenant, t_ids[s.i], coalesce(debit_accounts[s.i], a_ids[t_debit[s.i]]),
      coalesce(credit_accounts[s.i], a_ids[t_credit[s.i]]),
      case when results[s.i] = 0 or not t_is_max[s.i] then amounts[s.i] else 0 end, recorded_at,
      debit_versions[s.i], debit_balances[s.i], debit_dps[s.i], debit_cps[s.i],
      credit_versions[s.i], credit_balances[s.i], credit_dps[s.i], credit_cps[s.i], debit_priors[s.i], credit_priors[s.i],
      effective[s.i], t_kinds[s.i], results[s.i], coalesce(currencies[s.i], 0), t_codes[s.i],
      case when t_kinds[s.i] > 2 then h_ids[t_hold[s.i]] end, released[s.i], case when t_is_max[s.i] then 0 end,
      t_at_most[s.i], nullif(t_is_final[s.i], false), t_conditions[s.i], t_expires[s.i], r_ids[t_reversal[s.i]]
    from unnest(v_stored) as s (i);

  insert into ledger.hold (tenant_id, id, debit_account, credit_account, amount, remaining, expires_at, updated_at,
      currency, state, came_from, event)
    select p_tenant, u.id, v_ids[u.d], v_ids[u.c], u.amount, u.remaining, u.expires_at, recorded_at, u.currency, u.state,
      case when u.remaining < u.amount then 0 end,
      case when u.remaining < u.amount then case when u.state = 0 then 1 else u.state + 1 end end
    from unnest(h_ids, h_d, h_c, h_amount, h_left, h_expires, h_cur, h_state, h_is_new)
      as u (id, d, c, amount, remaining, expires_at, currency, state, is_new)
    where u.is_new;
  update ledger.hold o set remaining = u.remaining, state = u.state, came_from = 0,
      event = case when u.state = 0 then 1 else u.state + 1 end, updated_at = recorded_at
    from unnest(h_ids, h_left, h_left_0, h_state, h_is_new) as u (id, remaining, before, state, is_new)
    where o.tenant_id = p_tenant and o.id = u.id and not u.is_new and u.remaining <> u.before;

  v_seq := ledger.record_batch(p_tenant, recorded_at, p_batch, ledger.by_recorded(p_by, v_stored, n), t_ids,
    coalesce((select array_agg(t_ids[s.i] order by s.i) from unnest(v_stored) as s (i)), '{}'),
    (select min(effective[s.i]) from unnest(v_stored) as s (i) where results[s.i] = 0 and t_kinds[s.i] <= 3),
    exists (select from unnest(t_effective) as e (day) where e.day is not null),
    n_ids, n_descriptions, n_metadata, k_hashes, k_fingerprints, k_keys, k_routes, k_fields, k_requests, k_first, k_count,
    (select array_agg(array_to_string(results[u.f : u.f + u.n - 1], ',') || ';' || array_to_string(differs[u.f : u.f + u.n - 1], ',')
      order by u.ord) from unnest(k_first, k_count) with ordinality as u (f, n, ord)),
    (select array_agg(case when 0 = any (x.part) or 1 = any (x.part) then 201 else 422 end order by u.ord)
      from unnest(k_first, k_count) with ordinality as u (f, n, ord)
      cross join lateral (select results[u.f : u.f + u.n - 1] as part) x),
    case when v_monitored then v_ids end);
end $$;
comment on function ledger.post_transfers_exactly is 'scale:tenant — judges and posts a batch transfer by transfer';

-- Whose the recorded transfers of a batch are: of `p_by` (by.ts), which counts what each request asked for, the counts of
-- what was recorded, without the requests that only repeated what was there. `p_stored` are places in the batch of `p_count`.
create or replace function ledger.by_recorded(p_by text, p_stored int4[], p_count int4) returns text
language plpgsql immutable as $$
declare
  v_by jsonb;
  v_firsts int4[];
begin
  if cardinality(p_stored) in (0, p_count) then
    return p_by;
  end if;
  v_by := p_by::jsonb;
  select array_agg(r.first order by r.ord) into v_firsts from (
    select c.ord, (sum(c.count::int4) over (order by c.ord) - c.count::int4 + 1)::int4 as first
    from jsonb_array_elements_text(v_by -> 'counts') with ordinality as c (count, ord)) r;
  -- width_bucket finds the request of a transfer by halving.
  return (select v_by || jsonb_build_object('requests', jsonb_agg(v_by -> 'requests' -> k.ord - 1 order by k.ord),
      'actor_of', jsonb_agg(v_by -> 'actor_of' -> k.ord - 1 order by k.ord), 'counts', jsonb_agg(k.count order by k.ord))
    from (select width_bucket(s.i, v_firsts) as ord, count(*) as count from unnest(p_stored) as s (i) group by 1) k)::text;
end $$;
comment on function ledger.by_recorded is 'scale:local — the part of a batch''s requests that was recorded';

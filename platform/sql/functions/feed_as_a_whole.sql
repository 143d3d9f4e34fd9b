-- The feed as a whole, for modules that prove that what they wrote and what they told agree.

-- The head, how many facts there are up to it, and the first numbers that are missing (none, in a sound feed).
create or replace function platform.feed_shape(p_tenant bigint)
returns table (head int8, facts int8, missing int8[]) language sql stable as $$
  select h.seq, c.facts, (
      select coalesce(array_agg(g.seq), '{}') from (
        select s.seq from (
          select o.seq - 1 as seq, o.seq - lag(o.seq, 1, 0::int8) over (order by o.seq) as step
          from (select x.seq from platform.outbox x where x.tenant_id = p_tenant
            union all select h.seq + 1) o
        ) s where s.step <> 1 order by s.seq limit 5) g)
    from platform.tenant_head h
    cross join lateral (select count(*) as facts from platform.outbox o where o.tenant_id = p_tenant) c
    where h.tenant_id = p_tenant
$$;
comment on function platform.feed_shape is 'scale:tenant — whether the feed counts 1 to its head without gaps';

-- Which rows the facts of one type cover, in order.
create or replace function platform.feed_refs(p_tenant bigint, p_type text)
returns table (seq int8, ref uuid) language sql stable as $$
  select o.seq, r.ref from platform.outbox o cross join lateral unnest(o.refs) as r (ref)
    where o.tenant_id = p_tenant and o.type = p_type
$$;
comment on function platform.feed_refs is 'scale:tenant — rows that facts of one type cover';

-- What the facts of these types say.
create or replace function platform.feed_bodies(p_tenant bigint, p_types text[])
returns table (seq int8, type text, object_id text, at timestamptz, body jsonb) language sql stable as $$
  select o.seq, o.type, o.object_id, o.at, o.body::jsonb from platform.outbox o
    where o.tenant_id = p_tenant and o.type = any (p_types)
$$;
comment on function platform.feed_bodies is 'scale:tenant — facts of some types with their bodies';

-- The last number given out.
create or replace function platform.feed_head(p_tenant bigint)
returns int8 language sql stable as $$
  select h.seq from platform.tenant_head h where h.tenant_id = p_tenant
$$;
comment on function platform.feed_head is 'scale:tenant — how far the feed has come';

-- Where each consumer stands, and how many facts are still to come to it.
create or replace function platform.feed_cursors(p_tenant bigint)
returns table (consumer text, seq int8, behind int8) language sql stable as $$
  select c.consumer, c.seq, h.seq - c.seq
    from platform.feed_cursor c join platform.tenant_head h on h.tenant_id = p_tenant
    where c.tenant_id = p_tenant
$$;
comment on function platform.feed_cursors is 'scale:tenant — how far each consumer has come in the feed';

-- The tenant's facts after p_after, in order, up to p_limit of them or about p_bytes, whichever ends first; one
-- fact always comes. Rows commit in the order of seq (see append_facts), so what is read has no gaps.
create or replace function platform.read_feed(p_tenant bigint, p_after int8, p_limit int4, p_bytes int8)
returns table (seq int8, id uuid, type text, object_id text, refs uuid[], at timestamptz, body text)
language sql stable as $$
  select f.seq, f.id, f.type, f.object_id, f.refs, f.at, f.body
    from (
      select o.*, sum(octet_length(o.body) + 2.3 * pg_column_size(o.refs)) over (order by o.seq) as bytes
        from (
          select * from platform.outbox x
            where x.tenant_id = p_tenant and x.seq > p_after order by x.seq limit p_limit
        ) o
    ) f
    where f.bytes <= p_bytes or f.seq = p_after + 1
    order by f.seq
$$;
comment on function platform.read_feed is 'scale:tenant — one page of the feed, bounded in rows and bytes';

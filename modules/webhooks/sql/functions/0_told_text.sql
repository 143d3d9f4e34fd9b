-- The `data` of an event: its own where it has some, or the body of the fact it tells, without the request's id in front,
-- which is the event's correlation_id. (17: the characters around that id, `{"request_id":"` and `",`.)
create or replace function webhooks.told_text(p_tenant bigint, p_seq int8, p_data text, p_correlation text)
returns text language sql stable as $$
  select coalesce(p_data, (
    select case when p_correlation is null then f.body else '{' || substr(f.body, 18 + length(p_correlation)) end
      from platform.read_feed(p_tenant, p_seq - 1, 1, 0) f))
$$;
comment on function webhooks.told_text is 'scale:tenant — the JSON that an event says';

-- The public form of an id: the noun's prefix and 26 digits of Crockford's base 32 (kernel/id.ts writes the same).
create or replace function webhooks.public_id(p_prefix text, p_id uuid)
returns text language sql immutable parallel safe as $$
  select p_prefix || '_' || string_agg(
      substr('0123456789abcdefghjkmnpqrstvwxyz', substring(b.bits from d.digit * 5 + 1 for 5)::bit(5)::int + 1, 1), ''
      order by d.digit)
  from (select B'00' || ('x' || replace(p_id::text, '-', ''))::bit(128) as bits) b
  cross join generate_series(0, 25) as d (digit)
$$;
comment on function webhooks.public_id is 'scale:local — an id as callers see it';

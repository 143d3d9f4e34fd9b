-- The other way round than ledger.public_id: the uuid behind a public id. The caller knows that it is one.
-- 26 digits of five bits are 130: the first two are zero, the rest fill two halves of 64.
create or replace function ledger.uuid_of(p_id text)
returns uuid language plpgsql immutable strict parallel safe as $$
declare
  -- Each digit becomes the byte 64 + its value.
  d bytea := convert_to(translate(right(p_id, 26), '0123456789abcdefghjkmnpqrstvwxyz',
    '@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_'), 'UTF8');
  v_high int8 := 0;
  v_low int8;
begin
  for i in 0..12 loop
    v_high := (v_high << 5) | (get_byte(d, i) & 31);
  end loop;
  v_high := (v_high << 1) | ((get_byte(d, 13) & 31) >> 4);
  v_low := get_byte(d, 13) & 15;
  for i in 14..25 loop
    v_low := (v_low << 5) | (get_byte(d, i) & 31);
  end loop;
  return (lpad(to_hex(v_high), 16, '0') || lpad(to_hex(v_low), 16, '0'))::uuid;
end $$;
comment on function ledger.uuid_of is 'scale:local — the uuid behind a public id';

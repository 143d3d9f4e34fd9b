-- Begins a new epoch. Nothing happens, and false is answered, when another process began the same one.
-- The key before is locked: a card that is being written under it is either seen by the rewrapping, or refused.
create or replace function vault.begin_epoch(
  p_tenant bigint, p_at timestamptz, p_wall timestamptz, p_purpose text, p_epoch int, p_key_id uuid,
  p_wrapped bytea, p_wrapped_by text
) returns boolean language plpgsql as $$
begin
  perform from vault.sealing_key k
    where k.tenant_id = p_tenant and k.purpose = p_purpose and k.epoch = p_epoch - 1 for update;
  insert into vault.sealing_key (tenant_id, purpose, epoch, key_id, wrapped, wrapped_by, created_at)
    values (p_tenant, p_purpose, p_epoch, p_key_id, p_wrapped, p_wrapped_by, p_wall)
    on conflict (tenant_id, purpose, epoch) do nothing;
  return found;
end $$;
comment on function vault.begin_epoch is 'scale:tenant — a new sealing key in the place of the one before';

-- Puts cards under the newer key, those that are still under the one that was read. Answers how many.
create or replace function vault.rewrap_cards(
  p_tenant bigint, p_epoch int, p_tokens uuid[], p_old_epochs int[], p_sealed bytea[]
) returns int language plpgsql as $$
declare
  v_count int;
begin
  update vault.card c set epoch = p_epoch, sealed = n.sealed
    from unnest(p_tokens, p_old_epochs, p_sealed) as n (token, old_epoch, sealed)
    where c.tenant_id = p_tenant and c.token = n.token and c.epoch = n.old_epoch;
  get diagnostics v_count = row_count;
  update vault.rotation r set rows_done = r.rows_done + v_count
    where r.tenant_id = p_tenant and r.purpose = 'card' and r.epoch = p_epoch and r.state = 'running';
  return v_count;
end $$;
comment on function vault.rewrap_cards is 'scale:tenant — set-based: cards under a newer key';

-- Ends a rotation of the cards' key when no card is under an older one, and destroys the older ones. False: some are.
create or replace function vault.finish_rotation(p_tenant bigint, p_at timestamptz, p_wall timestamptz, p_epoch int)
returns boolean language plpgsql as $$
begin
  perform from vault.sealing_key k
    where k.tenant_id = p_tenant and k.purpose = 'card' and k.epoch < p_epoch for update;
  -- Cards under a key that was shredded are beyond saving; they hold nothing up.
  if exists (select from vault.card c
      join vault.sealing_key k on k.tenant_id = p_tenant and k.purpose = 'card' and k.epoch = c.epoch
      where c.tenant_id = p_tenant and c.epoch < p_epoch and k.wrapped is not null) then
    return false;
  end if;
  update vault.sealing_key k set wrapped = null, destroyed_at = p_wall, destroyed_by = 'rotation'
    where k.tenant_id = p_tenant and k.purpose = 'card' and k.epoch < p_epoch and k.wrapped is not null;
  update vault.rotation r set state = 'done', finished_at = p_at
    where r.tenant_id = p_tenant and r.purpose = 'card' and r.epoch = p_epoch and r.state = 'running';
  return true;
end $$;
comment on function vault.finish_rotation is 'scale:tenant — the end of a rotation, and of the keys before';

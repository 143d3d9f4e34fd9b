-- Where an exported log ends: how far the feed has come and, in the same snapshot, one hash over the counters and
-- versions of all accounts in the order of their ids, a thousand at a time. Equal hashes mean equal balances.
create or replace function ledger.log_end(
  p_tenant bigint, out through_seq int8, out accounts int8, out balances_hash text
) language plpgsql stable as $$
declare
  v_after uuid := '00000000-0000-0000-0000-000000000000';
  v_state bytea := '';
  v_lines text;
  v_last uuid;
  v_count int8;
begin
  through_seq := coalesce(platform.feed_head(p_tenant), 0);
  accounts := 0;
  loop
    -- The greatest of the ids is the last line's; max() knows no uuid.
    select count(*), (array_agg(x.account_id order by x.account_id desc))[1],
        string_agg(concat_ws(' ', x.account_id, x.version, x.debits_posted, x.credits_posted, x.debits_pending,
          x.credits_pending), E'\n' order by x.account_id)
      into v_count, v_last, v_lines
      from (
        select b.account_id, b.version, b.debits_posted, b.credits_posted, b.debits_pending, b.credits_pending
        from ledger.balance b where b.tenant_id = p_tenant and b.account_id > v_after
        order by b.account_id limit 1000
      ) x;
    exit when v_count = 0;
    v_state := sha256(v_state || convert_to(v_lines, 'UTF8'));
    v_after := v_last;
    accounts := accounts + v_count;
  end loop;
  balances_hash := encode(sha256(v_state), 'hex');
end $$;
comment on function ledger.log_end is 'scale:tenant — the end of the feed and what all balances come to there';

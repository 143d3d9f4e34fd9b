-- Between the ledger and the facts of a T2: FL202 when the ledger refused any transfer (0 is posted, 1 exists), so that
-- no payment ever says that money moved which did not. Answers p_at for the step that follows.
create or replace function payments.assert_posted(p_results int2[], p_at timestamptz)
returns timestamptz language plpgsql immutable as $$
begin
  if exists (select from unnest(p_results) as r (result) where r.result > 1) then
    raise exception 'the ledger refused a transfer' using errcode = 'FL202';
  end if;
  return p_at;
end $$;
comment on function payments.assert_posted is 'scale:local — refuses a batch that the ledger did not post whole';

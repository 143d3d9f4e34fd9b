-- An operation can have several claims: what it took, and what was taken back. Null: the claim is of no operation, or is
-- older than this column and has its operation's id.
alter table reconciliation.claim add column operation_id uuid;
create index claim_operation on reconciliation.claim (tenant_id, operation_id) where operation_id is not null;
grant insert (operation_id) on reconciliation.claim to florin_app;

-- `offset`: taken back before any report named it; nothing was owed in the end.
alter table reconciliation.claim drop constraint claim_state_check;
alter table reconciliation.claim add constraint claim_state_check
  check (state in ('open', 'settled', 'written_off', 'offset'));

-- The claim that is missing; its break names the operation, which can have more than one.
alter table reconciliation.break add column claim_id uuid;
grant insert (claim_id) on reconciliation.break to florin_app;

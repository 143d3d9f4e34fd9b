-- Lists of one state, destination or account, when few of very many payouts have it.
create index payout_state on payouts.payout (tenant_id, state, created_at, id);
create index payout_to on payouts.payout (tenant_id, bank_account_id, created_at, id);
create index payout_from on payouts.payout (tenant_id, account, created_at, id);

-- Ids are made of a request's key, so that a repeat finds what it made; they have no order of their own. Lists go by time.
create index payout_newest on payouts.payout (tenant_id, created_at, id);
create index transfer_newest on payouts.transfer (tenant_id, created_at, id);
drop index payouts.payout_list;
drop index payouts.transfer_list;

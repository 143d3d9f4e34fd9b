-- Frozen and closed accounts, few of very many.
create index account_state on ledger.account (tenant_id, state, path, id) where state <> 0;

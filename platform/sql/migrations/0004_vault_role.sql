-- The vault's own role: of this schema it gets what its transactions need, and no more.
grant usage on schema platform to florin_vault;
grant select, insert, update on platform.idempotency_key to florin_vault;
grant select, update on platform.tenant_head to florin_vault;
grant select on platform.tenant_clock to florin_vault;
grant insert on platform.outbox to florin_vault;
grant select, insert, update (run_at) on platform.job to florin_vault;

-- What is open is counted and added up from this index alone, however much was closed before.
create index break_open on reconciliation.break (tenant_id, currency, opened_at) include (amount_at_risk) where state = 'open';

-- Lists of one state or day, when few of very many rows have it.
create index report_state on reconciliation.report (tenant_id, state, received_at, id);
create index report_settled on reconciliation.report (tenant_id, settled_on, received_at, id);
create index statement_state on reconciliation.statement (tenant_id, state, loaded_at, id);

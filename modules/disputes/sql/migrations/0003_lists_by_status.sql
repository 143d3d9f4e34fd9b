-- The list of one status, and of what is due before a day, when few of very many disputes are.
create index dispute_status on disputes.dispute (tenant_id, (step % 100), id);
create index dispute_due_before on disputes.dispute (tenant_id, due_at, id);

-- Disputes that wait for an answer, by their deadline. A dispute changes a few times in its life, so the index is cheap.
create index dispute_due on disputes.dispute (tenant_id, due_at) where step % 100 = 1;

-- Events of one type in the order of the feed. Types are compared by bytes, so that those that begin alike lie together.
create index event_type on webhooks.event (tenant_id, type collate "C", seq);

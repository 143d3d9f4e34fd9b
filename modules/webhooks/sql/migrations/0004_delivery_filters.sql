-- The deliveries of one endpoint, newest first, and those that somebody looks for: queued (0), dead (4), held (5) and
-- cancelled (6). Of those that wait or are being sent there are few, with an index of their own.
create index delivery_endpoint on webhooks.delivery (tenant_id, endpoint_id, id);
create index delivery_stuck on webhooks.delivery (tenant_id, state, id) where state in (0, 4, 5, 6);

-- Deliveries that did not arrive: dead, held or canceled. Few of very many, and what somebody looks for.
create index delivery_undelivered on webhooks.delivery (tenant_id, state, id) where state in (4, 5, 6);

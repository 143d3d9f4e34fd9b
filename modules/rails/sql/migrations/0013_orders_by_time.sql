-- Ids of orders are made of a request's key, so that a repeat finds what it made; the list goes by time.
create index payment_order_newest on rails.payment_order (tenant_id, created_at, id);

-- Orders of which nobody knows whether the bank has them are few among many: the overview counts them by this index.
create index payment_order_unknown on rails.payment_order (tenant_id, updated_at, id) where state = 3;

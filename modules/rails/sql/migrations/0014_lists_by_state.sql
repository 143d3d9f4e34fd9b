-- Lists of one state, when few of very many rows have it: without these, a page looks at all of them.
create index payment_order_state on rails.payment_order (tenant_id, state, created_at, id);
create index payment_request_state on rails.payment_request (tenant_id, state, created_at, id);
create index outgoing_file_state on rails.outgoing_file (tenant_id, state, id);
create index bank_file_state on rails.bank_file (tenant_id, state, received_at, id);
create index iso_message_newest on rails.iso_message (tenant_id, created_at, id);
create index iso_message_state on rails.iso_message (tenant_id, state, created_at, id);

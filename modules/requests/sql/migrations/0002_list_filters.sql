-- Each filter of the list finds its own rows, newest first, however rare they are among the others: without these a rare one
-- of a million rows took 270 to 410 ms. A process writes some hundred rows of a tenant a second at most (limits.ts), so that
-- many indexes cost little.
create index request_log_actor on requests.request_log (tenant_id, actor_id, created_at, id);
create index request_log_operation on requests.request_log (tenant_id, operation_id, created_at, id);
create index request_log_method on requests.request_log (tenant_id, method, created_at, id);
create index request_log_version on requests.request_log (tenant_id, api_version, created_at, id);
create index request_log_error on requests.request_log (tenant_id, error_code, created_at, id) where status >= 400;
create index request_log_ours on requests.request_log (tenant_id, created_at, id) where status >= 500;

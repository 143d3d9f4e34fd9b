export const reads = ['select 1 from ledger.account', 'select platform.append_facts($1)']
export const trespass = `select hash from auth.api_key where tenant_id = $1`

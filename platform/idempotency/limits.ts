export const LEASE_MS = 60_000 // longer than any run may take: statement and network time-outs are shorter
export const WAITERS_MAX = 16 // requests of one key that wait in one process for the first of them
export const RETRY_MS = 1_000

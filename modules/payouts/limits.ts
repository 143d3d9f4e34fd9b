import type { PayoutState } from './payouts/payout.machine.ts'

/** 2^53 - 1: what one order, and the ledger at once, can move. */
export const AMOUNT_MAX = Number.MAX_SAFE_INTEGER
/** Rails that are tried for one payout, each at most once. */
export const ATTEMPTS_MAX = 5
/** All a tenant may have: see rails, `CONNECTIONS_PER_TENANT_MAX`. */
export const CONNECTIONS_MAX = 100
/** Others that a policy may ask for; a destination may ask for two more. The table knows ten. */
export const APPROVERS_MAX = 5
export const THRESHOLDS_MAX = 100
export const COSTS_MAX = 200
export const APPROVAL_HOURS_MAX = 720
export const COOLING_DAYS_MAX = 90
/** Payouts of one bank account that are looked at at once after its details changed; the rest follow. */
export const AFFECTED_MAX = 500
/** Tenants whose mode is remembered: it never changes. */
export const TENANTS_REMEMBERED_MAX = 10_000
/** Payouts in these states can still change by what happens to their destination. */
export const OPEN_STATES: readonly PayoutState[] = ['needs_approval', 'approved', 'ordered']

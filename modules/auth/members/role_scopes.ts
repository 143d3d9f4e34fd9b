import { ownOf } from '../../../kernel/own.ts'
import type { Mode } from '../api_key.ts'
import type { Role } from './member.ts'

/**
 * What scopes are about, so that each role needs a verdict per kind and not per route:
 * - `look`: reads without personal details;
 * - `personal`: reads that show people: names, account numbers, members, what somebody did;
 * - `export`: books and files to take away;
 * - `keys`: API keys and the vault's keys, also to look at;
 * - `build`: how the platform is set up: endpoints, rules, acquirers, sandboxes;
 * - `desk`: daily work that moves nothing by itself: records of people and files, periods, lists of risk;
 * - `money`: what moves money, or says where it goes;
 * - `approve`: the second pair of eyes;
 * - `members`: who can come in;
 * - `own`: one's own session and factors.
 */
export type ScopeKind =
  | 'look'
  | 'personal'
  | 'export'
  | 'keys'
  | 'build'
  | 'desk'
  | 'money'
  | 'approve'
  | 'members'
  | 'own'

/** All that a session without a second factor may do. */
export const ENROL_SCOPE = 'session:enrol'
/** Of routes that nobody has to be known for. */
export const SIGN_IN_SCOPE = 'sign_in'

/**
 * Every scope that a route asks for, as of 2026-11-30; a test fails for a route whose scope has no row, and for a row that no
 * route asks for. Looked through again whenever a row is added.
 */
export const scopeKinds: Readonly<Record<string, ScopeKind>> = {
  'access.keys:read': 'keys',
  'access.keys:write': 'keys',
  'access.sandboxes:read': 'look',
  'access.sandboxes:write': 'build',
  'access.tenant:read': 'look',
  'approvals.policy:write': 'members', // who has to approve is who can come in: owners only
  'approvals:read': 'personal',
  'audit.checkpoints:read': 'look',
  'audit.events:read': 'personal',
  'audit.proof:read': 'look', // says whether it fits, and shows no event
  'bank_accounts:read': 'personal',
  'bank_accounts:write': 'money', // says where payouts go
  'bank_connections:read': 'look',
  'bank_connections:write': 'build',
  'bank_files:read': 'personal',
  'bank_files:write': 'desk',
  'bank_notices:read': 'personal',
  'bank_notices:write': 'desk',
  'bank_statements:read': 'personal',
  'bank_statements:write': 'desk',
  'customers:read': 'personal',
  'customers:write': 'desk',
  'disputes:read': 'look',
  'disputes:write': 'money', // accepting one gives the money back
  'events:read': 'personal', // events show every object in full
  'idempotency_keys:read': 'personal', // what a key answered, in full
  'ledger.accounts:read': 'look',
  'ledger.accounts:write': 'build',
  'ledger.exports:read': 'export',
  'ledger.monitors:read': 'look',
  'ledger.monitors:write': 'build',
  'ledger.periods:read': 'look',
  'ledger.periods:write': 'desk',
  'ledger.proof:read': 'look',
  'ledger.transfers:read': 'look',
  'ledger.transfers:write': 'money',
  'mandates:read': 'personal',
  'mandates:write': 'money', // lets us debit somebody
  'members:read': 'personal',
  'members:write': 'members',
  'merchants:read': 'personal',
  'merchants:write': 'desk',
  'outgoing_file_contents:read': 'export',
  'outgoing_files:read': 'look',
  'outgoing_files:write': 'money',
  'overview:read': 'look', // sums and counts, and nobody's name
  'payee_providers:read': 'look',
  'payee_providers:write': 'build',
  'payee_verifications:read': 'personal',
  'payee_verifications:write': 'desk',
  'payment_methods:read': 'personal',
  'payment_methods:write': 'desk',
  'payment_orders:read': 'personal',
  'payment_orders:write': 'money',
  'payments.reviews:write': 'money', // approving a review lets the payment go on
  'payments:read': 'look',
  'payments:write': 'money',
  'payouts:approve': 'approve',
  'payouts:read': 'look',
  'payouts:write': 'money',
  'rails.acquirer_accounts:read': 'look',
  'rails.acquirer_accounts:write': 'build',
  'reconciliation:read': 'look',
  'reconciliation:write': 'money', // writes differences off
  'refunds:read': 'look',
  'refunds:write': 'money',
  'request_logs:read': 'personal', // what somebody did
  'risk.assessments:write': 'desk',
  'risk.lists:read': 'personal',
  'risk.lists:write': 'desk',
  'risk.rules:read': 'look',
  'risk.rules:write': 'build',
  'routing.decisions:read': 'look',
  'routing.health:read': 'look',
  'routing.rules:read': 'look',
  'routing.rules:write': 'build',
  'sandbox:read': 'look',
  'sandbox:write': 'build',
  [ENROL_SCOPE]: 'own',
  'session:read': 'own',
  'session:write': 'own',
  'settlements:read': 'look',
  'tokens:read': 'look', // a token shows the last four digits, never the number
  'tokens:write': 'desk',
  'transfers.grants:write': 'money',
  'transfers:read': 'look',
  'transfers:write': 'money',
  'vault.keys:read': 'keys',
  'vault.keys:write': 'keys',
  'webhooks:read': 'look',
  'webhooks:write': 'build',
}

/**
 * What each role may do, `sandbox` where it may only there. Owners may do everything, also what has no row yet. Developers
 * build, and move money only where it is test money. Operators do the desk's work and hold no keys.
 */
const verdicts: Readonly<
  Record<Exclude<Role, 'owner'>, Readonly<Partial<Record<ScopeKind, true | 'sandbox'>>>>
> = {
  developer: {
    look: true,
    personal: true,
    export: true,
    keys: true,
    build: true,
    desk: true,
    money: 'sandbox',
    approve: 'sandbox',
    own: true,
  },
  operator: { look: true, personal: true, export: true, desk: true, money: true, approve: true, own: true },
  analyst: { look: true, personal: true, export: true, own: true },
  viewer: { look: true, own: true },
}
/** Single scopes that differ from their kind: who the members are is the owners' and the analysts' to see. */
const exceptions: Readonly<Record<Exclude<Role, 'owner'>, ReadonlyMap<string, boolean>>> = {
  developer: new Map([['members:read', false]]),
  operator: new Map([['members:read', false]]),
  analyst: new Map([
    ['access.keys:read', true],
    ['vault.keys:read', true],
  ]),
  viewer: new Map(),
}

/** Whether a member of this role may do it in a tenant of this mode. A scope without a row is for owners only. */
export function roleAllows(role: Role, mode: Mode, scope: string): boolean {
  if (role === 'owner') return true
  const exception = exceptions[role].get(scope)
  if (exception !== undefined) return exception
  const kind = ownOf(scopeKinds, scope)
  const verdict = kind === undefined ? undefined : verdicts[role][kind]
  return verdict === true || (verdict === 'sandbox' && mode === 'sandbox')
}

/** The scopes of a role in a tenant of this mode, in alphabetical order. */
export const scopesOfRole = (role: Role, mode: Mode): string[] =>
  Object.keys(scopeKinds)
    .filter((scope) => roleAllows(role, mode, scope))
    .sort()

import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { reconciliationErrors } from '../errors.ts'
import type { BankProof } from './bank_proof.ts'
import { bindAccount, closeAccount, type NewBinding } from './bind_account.ts'
import type { Binding } from './binding.ts'
import { confirmMatch, type HandMatch, matchByHand } from './change_match.ts'
import type { MatchingDeps } from './deps.ts'
import { type ExportedLine, exportLines } from './export_lines.ts'
import { matchJobOf } from './jobs.ts'
import type { FoundMatch } from './match.ts'
import type { RuleSet, RuleVersion } from './rules.ts'
import { currentRulesIn } from './rules_in.ts'
import { undoMatch } from './undo_match.ts'
import { makeRules } from './make_rules.ts'
import { type BindingFilter, findBinding, findByAccountKeys, listBindings } from './store_bindings.ts'
import { listProofs, type ProofFilter, type ProofPlace } from './store_bank_proofs.ts'
import { findMatch, listMatches, type MatchFilter, type MatchPlace } from './store_matches.ts'

/** Bank statements against the ledger. What takes a `Scope` joins its transaction; the caller undoes it on a refusal. */
export type Matching = {
  /** See `bind_account.ts`. */
  bindAccount(scope: Scope, asked: NewBinding): Promise<Result<Binding, Failure>>
  /** See `bind_account.ts`. */
  closeAccount(scope: Scope, id: Id<'rca'>): Promise<Result<Binding, Failure>>
  /** Errors: reconciliation_account_not_found. */
  findAccount(scope: OpenScope, id: Id<'rca'>): Promise<Result<Binding, Failure>>
  /** Newest first, from behind `before`. */
  listAccounts(
    scope: OpenScope,
    filter: BindingFilter,
    page: { readonly before: Id<'rca'> | undefined; readonly limit: number },
  ): Promise<Binding[]>
  /**
   * Plans to reconcile an account now. A repeat while that waits changes nothing. Errors: reconciliation_account_not_found,
   * reconciliation_account_closed.
   */
  requestRun(scope: Scope, id: Id<'rca'>): Promise<Result<Binding, Failure>>
  /** Plans to reconcile the accounts that got a statement, by their keys; those of no bound account are left out. */
  statementsLoaded(scope: Scope, account_keys: readonly string[]): Promise<void>
  /** See `change_match.ts`. */
  matchByHand(scope: Scope, asked: HandMatch): Promise<Result<FoundMatch, Failure>>
  /** See `change_match.ts`. */
  confirmMatch(
    scope: Scope,
    id: Id<'mtc'>,
    more: Pick<HandMatch, 'difference_account' | 'note'>,
  ): Promise<Result<FoundMatch, Failure>>
  /** See `undo_match.ts`. */
  undoMatch(scope: Scope, id: Id<'mtc'>, note: string | null): Promise<Result<FoundMatch, Failure>>
  /** Errors: match_not_found. */
  findMatch(scope: OpenScope, id: Id<'mtc'>): Promise<Result<FoundMatch, Failure>>
  /** Latest first, from behind `after`. */
  listMatches(
    scope: OpenScope,
    filter: MatchFilter,
    page: { readonly after: MatchPlace | undefined; readonly limit: number },
  ): Promise<FoundMatch[]>
  /** The rules that hold. */
  rules(scope: OpenScope): Promise<RuleVersion>
  /** See `make_rules.ts`. */
  makeRules(scope: Scope, rules: RuleSet, note: string | null): Promise<Result<RuleVersion, Failure>>
  /** Proofs of bank accounts, the latest days first, from behind `after`. */
  listProofs(
    scope: OpenScope,
    filter: ProofFilter,
    page: { readonly after: ProofPlace | undefined; readonly limit: number },
  ): Promise<BankProof[]>
  /** Lines of an account with what became of each, in the order in which they came, page by page. */
  exportLines(scope: OpenScope, id: Id<'rca'>): AsyncGenerator<readonly ExportedLine[], void>
}

export function createMatching(deps: MatchingDeps): Matching {
  const { db } = deps
  const { fail } = reconciliationErrors
  return {
    bindAccount: (scope, asked) => bindAccount(deps, scope, asked),
    closeAccount: (scope, id) => closeAccount(deps, scope, id),
    async findAccount({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findBinding(tx, tenant_id, id))
      return found === undefined ? fail('reconciliation_account_not_found') : ok(found)
    },
    listAccounts: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listBindings(tx, tenant_id, filter, page)),
    async requestRun(scope, id) {
      const found = await findBinding(scope.db, scope.tenant_id, id)
      if (found === undefined) return fail('reconciliation_account_not_found')
      if (found.state !== 'active') return fail('reconciliation_account_closed')
      await schedule(scope.db, scope, [matchJobOf(id)])
      return ok(found)
    },
    async statementsLoaded(scope, account_keys) {
      const bound = await findByAccountKeys(scope.db, scope.tenant_id, [...new Set(account_keys)])
      await schedule(scope.db, scope, bound.map(matchJobOf))
    },
    matchByHand: (scope, asked) => matchByHand(deps, scope, asked),
    confirmMatch: (scope, id, more) => confirmMatch(deps, scope, id, more),
    undoMatch: (scope, id, note) => undoMatch(deps, scope, id, note),
    async findMatch({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => findMatch(tx, tenant_id, id))
      return found === undefined ? fail('match_not_found') : ok(found)
    },
    listMatches: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listMatches(tx, tenant_id, filter, page)),
    rules: (scope) => db.withTenant(scope.tenant_id, (tx) => currentRulesIn({ ...scope, db: tx })),
    makeRules: (scope, rules, note) => makeRules(deps, scope, rules, note),
    listProofs: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => listProofs(tx, tenant_id, filter, page)),
    exportLines: (scope, id) => exportLines(deps, scope, id),
  }
}

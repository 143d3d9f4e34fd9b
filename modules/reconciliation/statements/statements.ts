import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { type JobKind, OWN_FAULTS_RETRY_MS } from '../../../platform/jobs/job.ts'
import { schedule } from '../../../platform/jobs/schedule.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankFile, GivenFile } from '../../rails/index.ts'
import { reconciliationErrors } from '../errors.ts'
import type { BankLine, BankStatement } from './bank_statement.ts'
import type { StatementsDeps } from './deps.ts'
import { releaseStatement } from './follow_on.ts'
import { loadFile } from './load_file.ts'
import * as store from './store.ts'

export const LOAD_JOB = 'reconciliation.load_file'

/** Statements of our bank accounts. */
export type Statements = {
  /**
   * Keeps a file of statements and loads it. A repeat, or the same bytes under another name, answers the file that there is
   * and loads nothing twice. When the process dies in between, a job goes on. Errors: `bank_file_empty`,
   * `bank_file_too_large`.
   */
  bringFile(scope: OpenScope, given: GivenFile): Promise<Result<BankFile, Failure>>
  /** Errors: `bank_statement_not_found`. */
  findStatement(scope: OpenScope, id: Id<'bst'>): Promise<Result<BankStatement, Failure>>
  /** See `releaseStatement`. */
  releaseStatement(scope: OpenScope, id: Id<'bst'>, because: string): Promise<Result<BankStatement, Failure>>
  listStatements(
    scope: OpenScope,
    filter: store.StatementFilter,
    page: { readonly after: store.StatementPlace | undefined; readonly limit: number },
  ): Promise<readonly BankStatement[]>
  listStatementLines(
    scope: OpenScope,
    id: Id<'bst'>,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly BankLine[]>
}

export function createStatements(deps: StatementsDeps): Statements {
  const { db, rails } = deps
  return {
    async bringFile(scope, given) {
      const received = await rails.receiveFile(scope, given, async (within, { id }) => {
        await schedule(within.db, within, [{ kind: LOAD_JOB, body: { file: id }, unique_key: id }])
      })
      if (!received.ok) return received
      await loadFile(deps, scope, received.value.id)
      return rails.findFile(scope, received.value.id)
    },
    async findStatement({ tenant_id }, id) {
      const found = await db.withTenant(tenant_id, (tx) => store.findStatement(tx, tenant_id, id))
      return found === undefined ? reconciliationErrors.fail('bank_statement_not_found') : ok(found)
    },
    releaseStatement: (scope, id, because) => releaseStatement(deps, scope, id, because),
    listStatements: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => store.listStatements(tx, tenant_id, filter, page)),
    listStatementLines: ({ tenant_id }, id, page) =>
      db.withTenant(tenant_id, (tx) => store.listLines(tx, tenant_id, id, page)),
  }
}

/** Loads files whose bringer died. */
export const statementJobs = (deps: Omit<StatementsDeps, 'audit'>): JobKind[] => [
  {
    kind: LOAD_JOB,
    retry_ms: OWN_FAULTS_RETRY_MS,
    batch_max: 1,
    async run({ scope, jobs }) {
      for (const job of jobs) await loadFile(deps, scope, (JSON.parse(job.body) as { file: Id<'fil'> }).file)
      return 'done'
    },
  },
]

import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { codecs, type FileFault } from '../../rails/index.ts'
import { reconciliationErrors } from '../errors.ts'
import { type BankStatement, statementJson } from './bank_statement.ts'
import type { StatementsDeps } from './deps.ts'
import { statementFacts } from './facts.ts'
import * as store from './store.ts'

type Codec = Awaited<ReturnType<(typeof codecs)['statements']>>

/** Faults of a statement's place alone: it adds up by itself, and does not come right behind the one that was loaded last. */
const placeRules: ReadonlySet<string> = new Set([
  'statement_gap',
  'statement_opening',
  'statement_late',
  'statement_behind_quarantine',
])
const isOfPlace = ({ severity, rule }: FileFault): boolean => severity === 'refused' && placeRules.has(rule)
const isOutOfPlace = ({ faults, closing }: BankStatement): boolean =>
  closing !== null && faults.every((fault) => fault.severity !== 'refused' || isOfPlace(fault))

/** What was wrong with its place was put right, and is told still. */
const inPlace = (statement: BankStatement): BankStatement => ({
  ...statement,
  state: 'loaded',
  faults: statement.faults.map((fault) => (isOfPlace(fault) ? { ...fault, severity: 'noted' } : fault)),
})

function isNext({ follows }: Codec, last: BankStatement, one: BankStatement): boolean {
  const placed = ({ sequence_number, page_number, from_on, to_on }: BankStatement) => ({
    ...(sequence_number === null ? {} : { sequence_number }),
    ...(page_number === null ? {} : { page_number }),
    ...(from_on === null ? {} : { from_on }),
    ...(to_on === null ? {} : { to_on }),
  })
  const head = { ...placed(one), source_format: one.format }
  return one.opening === last.closing && follows({ ...placed(last), closing: {} }, head)
}

/** What became of a file, by how many of its statements are loaded. */
export const endOfFile = (loaded: number, all: number) =>
  ({
    state: loaded === 0 ? 'refused' : loaded === all ? 'loaded' : 'quarantined',
    title: all === 0 ? 'The file holds no statement.' : `${loaded} of ${all} statements loaded`,
  }) as const

/** Says of the files of statements, as they were kept out until now, what is loaded of them. */
async function amendFiles(
  { rails }: Pick<StatementsDeps, 'rails'>,
  scope: Scope,
  statements: readonly BankStatement[],
): Promise<void> {
  const byFile = Map.groupBy(statements, ({ file }) => file)
  for (const { file, loaded, all } of await store.countStatements(scope.db, scope.tenant_id, [
    ...byFile.keys(),
  ])) {
    const mended = (byFile.get(file) ?? []).flatMap(({ faults }) => faults.filter(isOfPlace))
    await rails.amendFile(scope, file, { ...endOfFile(loaded, all), mended })
  }
}

/**
 * Loads, in the caller's transaction, statements that were kept out for their place alone and whose turn has come, now that the
 * one before them is loaded; one after the other. Answers them in their order.
 */
export async function loadFollowing(
  deps: Pick<StatementsDeps, 'rails'>,
  scope: Scope,
  codec: Codec,
  account_keys: readonly string[],
): Promise<BankStatement[]> {
  const { db, tenant_id } = scope
  const loaded: BankStatement[] = []
  let lasts: readonly BankStatement[] | undefined
  for (const account_key of new Set(account_keys)) {
    const waiting = (await store.quarantinedOf(db, tenant_id, account_key)).filter(isOutOfPlace)
    if (waiting.length === 0) continue
    lasts ??= await store.lastStatements(db, tenant_id)
    let last = lasts.find((one) => one.account_key === account_key)
    for (let next: BankStatement | undefined; last !== undefined; last = next) {
      const before = last
      next = waiting.find((one) => !loaded.includes(one) && isNext(codec, before, one))
      if (next !== undefined) loaded.push(next)
    }
  }
  const ended = loaded.map(inPlace)
  await store.loadQuarantined(db, tenant_id, ended)
  await amendFiles(deps, scope, loaded)
  return ended
}

/**
 * Loads a statement although it does not follow the one before, because a person says so: the bank will not send what is
 * missing, or sends it late. Those behind it that were kept out follow. A repeat answers the statement as it is.
 *
 * Errors: `bank_statement_not_found`; `bank_statement_not_releasable` when it does not add up by itself, or came before.
 */
export async function releaseStatement(
  { db, audit, rails, loaded }: Pick<StatementsDeps, 'db' | 'audit' | 'rails' | 'loaded'>,
  scope: OpenScope,
  id: Id<'bst'>,
  because: string,
): Promise<Result<BankStatement, Failure>> {
  const { tenant_id } = scope
  const codec = await codecs.statements()
  return db.withTenant(tenant_id, async (tx): Promise<Result<BankStatement, Failure>> => {
    const within: Scope = { ...scope, db: tx }
    const lasts = (await store.lastStatements(tx, tenant_id)).map((one) => one.id)
    await store.lockStatements(tx, tenant_id, [...lasts, id])
    const found = await store.findStatement(tx, tenant_id, id)
    if (found === undefined) return reconciliationErrors.fail('bank_statement_not_found')
    if (found.state === 'loaded') return ok(found)
    if (!isOutOfPlace(found)) return reconciliationErrors.fail('bank_statement_not_releasable')
    const released = inPlace(found)
    await store.loadQuarantined(tx, tenant_id, [released])
    await amendFiles({ rails }, within, [found])
    const following = await loadFollowing({ rails }, within, codec, [found.account_key])
    await loaded?.(within, [found.account_key])
    await audit.append(within, [
      {
        action: 'bank_statements.release',
        resource_type: 'bank_statement',
        resource_id: id,
        after: { because, followed_by: following.map((one) => one.id) },
      },
    ])
    await appendFacts(tx, within, [released, ...following].map(loadedFact))
    return ok(released)
  })
}

export const loadedFact = (statement: BankStatement) =>
  statementFacts.fact('reconciliation.statement_loaded', statement.id, { object: statementJson(statement) })

import { assert } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Day } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { ledgerErrors } from './errors.ts'
import { EFFECTIVE_FIRST, LINES_PER_READ_MAX } from './limits.ts'
import type { Statement, StatementHead, StatementLine, StatementRange, StatementTotals } from './statement.ts'
import { type LinePlace, type PageOfLines, readHead, readLines } from './store_statements.ts'

/**
 * A statement of any length in bounded memory: each page is a short transaction of its own, so a slow reader holds
 * nothing, and because entries never change the pages fit together as if they had been read at once. At the end
 * opening and lines must come to the closing balance, which was computed without the lines.
 */
export async function openStatement(
  db: Database,
  scope: OpenScope,
  id: Id<'acc'>,
  range: StatementRange,
  page_lines: number = LINES_PER_READ_MAX,
): Promise<Result<Statement, Failure>> {
  const { tenant_id } = scope
  const head = await db.withTenant(tenant_id, (tx) => readHead(tx, tenant_id, id, range))
  if (head === undefined) return ledgerErrors.fail('account_not_found')
  const read = (after: LinePlace): Promise<PageOfLines> =>
    db.withTenant(tenant_id, (tx) => readLines(tx, tenant_id, head, after, page_lines))
  return ok({ head, lines: () => walk(head, read) })
}

async function* walk(
  head: StatementHead,
  read: (after: LinePlace) => Promise<PageOfLines>,
): AsyncGenerator<readonly StatementLine[], StatementTotals, undefined> {
  const { range, normal_side } = head
  const from = range.axis === 'effective' ? range.from : undefined
  let next: LinePlace | undefined = { day: from ?? (EFFECTIVE_FIRST as Day), version: 0n }
  let balance = head.opening
  const totals = { lines: 0n, debits: 0n, credits: 0n }
  while (next !== undefined) {
    const page: PageOfLines = await read(next)
    const lines = page.lines.map(({ net_after, ...line }): StatementLine => {
      balance += line.direction === normal_side ? line.amount : -line.amount
      if (range.axis === 'recorded')
        assert(
          balance === (normal_side === 'credit' ? net_after : -net_after),
          'lines lead to what was recorded',
        )
      totals.lines += 1n
      totals[line.direction === 'debit' ? 'debits' : 'credits'] += line.amount
      return { ...line, balance }
    })
    if (lines.length > 0) yield lines
    next = page.next
  }
  assert(balance === head.closing, 'opening and lines come to the closing balance')
  return totals
}

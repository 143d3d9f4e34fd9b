import { type Id, uuidOf } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SettlementReport } from '../rails/index.ts'
import type { DisputeLine, ReconciliationDeps } from './deps.ts'
import type { Known } from './match_lines.ts'
import { netOf, printedNetOf, type ReadLine } from './settlement.ts'

/** Lines that name a case, each with what is asked about it. */
function naming<L extends Pick<DisputeLine, 'kind'> & { readonly case_reference: string | null }>(
  account: Id<'aca'>,
  lines: readonly L[],
  net: (line: L) => bigint,
): { readonly line: L; readonly asked: DisputeLine }[] {
  return lines.flatMap((line) => {
    const { kind, case_reference } = line
    return case_reference === null
      ? []
      : [{ line, asked: { account, case_reference, kind, amount: net(line) } }]
  })
}

/** What disputes booked for these lines, by the line's number. */
export async function findDisputes(
  { disputes }: Pick<ReconciliationDeps, 'disputes'>,
  scope: OpenScope,
  account: Id<'aca'>,
  lines: readonly ReadLine[],
): Promise<Known['disputes']> {
  const named = naming(account, lines, netOf)
  if (disputes === undefined || named.length === 0) return new Map()
  const matches = await disputes.match(
    scope,
    named.map(({ asked }) => asked),
  )
  return new Map(
    named.flatMap(({ line }, index) => {
      const match = matches[index]
      return match === undefined
        ? []
        : [[line.number, { ...match, transfer_uuid: uuidOf(match.transfer) }] as const]
    }),
  )
}

/**
 * Has the acquirer asked for its disputes now when a report names one that nobody has told us of: a report can be written
 * before the next look at them. One that does not answer does not hold its report up; the line is explained once the
 * dispute is known (`explain_early_lines.ts`).
 */
export async function hearOfDisputes(
  { disputes, log }: Pick<ReconciliationDeps, 'disputes' | 'log'>,
  scope: OpenScope,
  account: Id<'aca'>,
  reports: readonly SettlementReport[],
): Promise<void> {
  const lines = reports.flatMap((report) => report.lines)
  const asked = naming(account, lines, printedNetOf).map((one) => one.asked)
  if (disputes === undefined || asked.length === 0) return
  if (!(await disputes.match(scope, asked)).includes(undefined)) return
  try {
    await disputes.watch(scope, account)
  } catch (error) {
    log.warn('disputes_not_heard', { tenant_id: scope.tenant_id, error })
  }
}

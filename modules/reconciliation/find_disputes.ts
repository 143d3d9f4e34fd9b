import { type Id, uuidOf } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { SettlementLine, SettlementReport } from '../rails/index.ts'
import type { DisputeLine, ReconciliationDeps } from './deps.ts'
import type { Known } from './match_lines.ts'
import { netOf, type ReadLine } from './settlement.ts'

type Named = DisputeLine & { readonly number: number }

const printedNet = ({ gross, interchange, scheme_fee, acquirer_fee }: SettlementLine): bigint =>
  gross.minor + interchange.minor + scheme_fee.minor + acquirer_fee.minor

/** What disputes booked for these lines, by the line's number. */
export async function findDisputes(
  { disputes }: Pick<ReconciliationDeps, 'disputes'>,
  scope: OpenScope,
  account: Id<'aca'>,
  lines: readonly ReadLine[],
): Promise<Known['disputes']> {
  const asked = lines.flatMap((line): Named[] => {
    const { number, kind, case_reference } = line
    return case_reference === null ? [] : [{ number, account, case_reference, kind, amount: netOf(line) }]
  })
  if (disputes === undefined || asked.length === 0) return new Map()
  const matches = await disputes.match(scope, asked)
  return new Map(
    asked.flatMap(({ number }, index) => {
      const match = matches[index]
      return match === undefined
        ? []
        : [[number, { ...match, transfer_uuid: uuidOf(match.transfer) }] as const]
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
  const asked = reports
    .flatMap(({ lines }) => lines)
    .flatMap((line): DisputeLine[] => {
      const { kind, case_reference } = line
      return case_reference === null ? [] : [{ account, case_reference, kind, amount: printedNet(line) }]
    })
  if (disputes === undefined || asked.length === 0) return
  if (!(await disputes.match(scope, asked)).includes(undefined)) return
  try {
    await disputes.watch(scope, account)
  } catch (error) {
    log.warn('disputes_not_heard', { tenant_id: scope.tenant_id, error })
  }
}

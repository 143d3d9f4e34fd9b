import { ownOf } from '../../kernel/own.ts'
import { decideDispute, type DisputeRow, findDispute, isOver, openPreArbitration } from './disputes.ts'
import { findOperation, type Ground } from './ground.ts'
import { acquirerNames } from './operation.ts'
import { type Happened, playEvent } from './play_event.ts'
import { type Fields, textIn } from './read_fields.ts'

export type Pulled =
  | { readonly kind: 'done'; readonly happened: readonly Happened[]; readonly dispute?: DisputeRow }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly text: string }

const refused = (status: number, code: string, text: string): Pulled => ({
  kind: 'refused',
  status,
  code,
  text,
})

/** What a trigger on an operation plays. */
const events: Readonly<Record<string, string>> = {
  open_dispute: 'dispute',
  late_reversal: 'late_reversal',
  late_rejection: 'late_rejection',
  fail_refund: 'refund_fails',
  succeed_refund: 'refund_succeeds',
}

/**
 * Makes something happen now: `{kind, acquirer, operation_reference, reason?, amount?}` for an operation, and
 * `{kind, case_reference}` for a dispute. Inside a turn. A repeat of what happened already is refused with 409.
 */
export function pullTrigger(ground: Ground, body: Fields): Pulled {
  const kind = textIn(body, 'kind')
  if (['win_dispute', 'lose_dispute', 'pre_arbitration'].includes(kind)) return ofDispute(ground, kind, body)
  const event = ownOf(events, kind)
  const acquirer = acquirerNames.find((name) => name === body['acquirer'])
  if (event === undefined || acquirer === undefined)
    return refused(422, 'invalid_field', 'kind or acquirer is not known.')
  const operation_reference = textIn(body, 'operation_reference')
  if (findOperation(ground, acquirer, operation_reference) === undefined)
    return refused(404, 'operation_not_found', 'There is no such operation.')
  const reason = textIn(body, 'reason')
  const amount = textIn(body, 'amount')
  const happened = playEvent(ground, event, {
    acquirer,
    operation_reference,
    ...(reason === '' ? {} : { reason }),
    ...(/^\d{1,15}$/.test(amount) ? { amount: Number(amount) } : {}),
  })
  if (happened === undefined)
    return refused(409, 'trigger_not_possible', 'The operation is not in a state in which this can happen.')
  const dispute = findDispute(
    ground,
    typeof happened['case_reference'] === 'string' ? happened['case_reference'] : '',
  )
  return { kind: 'done', happened: [happened], ...(dispute === undefined ? {} : { dispute }) }
}

function ofDispute(ground: Ground, kind: string, body: Fields): Pulled {
  const case_reference = textIn(body, 'case_reference')
  const dispute = findDispute(ground, case_reference)
  if (dispute === undefined) return refused(404, 'dispute_not_found', 'There is no such dispute.')
  const isPossible = kind === 'pre_arbitration' ? openPreArbitration(ground, dispute) : !isOver(dispute)
  if (!isPossible)
    return refused(409, 'trigger_not_possible', 'The dispute is not in a state in which this can happen.')
  if (kind !== 'pre_arbitration') decideDispute(ground, dispute, kind === 'win_dispute' ? 'won' : 'lost')
  const after = findDispute(ground, case_reference) ?? dispute
  return { kind: 'done', happened: [{ at: ground.at, kind, case_reference }], dispute: after }
}

import { acknowledge } from '../acknowledge.ts'
import { clocks, localDay, localInstant } from '../days.ts'
import { larkfield } from '../facts.ts'
import { type BankGround, type BankPlay, type InboundFile, scheduleBank } from '../ground.ts'
import { putOutbound } from '../outbound.ts'
import type { Iso, Recalls } from './codec.ts'
import { recallDays, sepaTimes } from './facts.ts'
import { recallOutcome } from './outcomes.ts'
import { paymentByName, planReturn } from './payments.ts'
import { planOnce } from './plan_once.ts'
import { isoNow, messageId, written } from './write.ts'

/** What the bank will say of one recalled payment. */
type Answered = {
  readonly cancellation_id: string
  readonly end_to_end_id: string
  readonly status: 'ACCR' | 'RJCR'
  readonly code?: string
}

/** Takes requests to get payments back, and plans what their banks say. */
export function takeRecalls(ground: BankGround, iso: Iso, file: InboundFile): string {
  const { messages, faults } = iso.readMessages(file.content)
  const [only] = messages
  const noun = only?.kind === 'camt.056' ? only.noun : undefined
  if (noun === undefined || faults.some(({ severity }) => severity === 'refused')) {
    acknowledge(ground, file, { status: 'rejected', lines: [['reason', 'format']] })
    return 'rejected'
  }
  acknowledge(ground, file, { status: 'accepted' })
  for (const { transactions } of noun.underlying) for (const one of transactions) takeRecall(ground, one)
  return 'accepted'
}

type Recalled = Recalls['underlying'][number]['transactions'][number]

function takeRecall(ground: BankGround, one: Recalled): void {
  const today = localDay(ground.at, 'EUR')
  const end_to_end_id = one.original_end_to_end_id ?? ''
  const named = { cancellation_id: one.cancellation_id ?? end_to_end_id, end_to_end_id }
  const say = (at: number, said: Pick<Answered, 'status' | 'code'>): void =>
    scheduleBank(ground, at, 'bank_sepa_recall', { ...named, ...said })
  const next = localInstant(
    clocks.EUR.calendar.addBankingDays(today, recallDays.answer),
    sepaTimes.answers,
    'EUR',
  )
  const payment = paymentByName(ground, end_to_end_id)
  if (payment?.executed_on === null || payment === undefined)
    return say(next, { status: 'RJCR', code: 'NOOR' })
  if (payment.returned_on !== null) return say(next, { status: 'RJCR', code: 'ARDT' })
  const outcome = recallOutcome(payment.iban, today)
  if (outcome.kind === 'refuses') return say(outcome.answers_at, { status: 'RJCR', code: outcome.code })
  if (outcome.kind === 'silent') return
  say(outcome.answers_at, { status: 'ACCR' })
  planReturn(ground, payment.id, outcome.pays_at, 'FOCR')
  planOnce(ground, outcome.pays_at, 'bank_sepa_returns')
}

/** The answer to one recall: camt.029. */
export const playRecall =
  (iso: Iso): BankPlay =>
  (ground, given) => {
    const { cancellation_id, end_to_end_id, status, code } = given as Answered
    const id = messageId(ground, 'camt.029', cancellation_id, ground.at)
    const content = written(iso, 'camt.029', {
      assignment_id: id,
      assigner: { agent: { bicfi: larkfield.bic } },
      assignee: { party: { name: ground.one.merchant_number } },
      created_at: isoNow(ground),
      status: { confirmation: status === 'ACCR' ? 'CNCL' : 'RJCR' },
      cancellations: [
        {
          payments: [],
          transactions: [
            {
              cancellation_status_id: id,
              original_end_to_end_id: end_to_end_id,
              status,
              ...(code === undefined ? undefined : { reasons: [{ reason: { code } }] }),
            },
          ],
        },
      ],
    })
    return { name: putOutbound(ground, `CAMT029_${cancellation_id}.xml`, content), status, code }
  }

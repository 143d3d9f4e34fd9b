import { type BankGround, scheduleBank } from '../banks/ground.ts'
import { DEBTOR_DECIDES_US, DEBTOR_PAYS_US, debtorOf, type SimInstantRail } from './facts.ts'
import { planIncoming } from './incoming.ts'
import { isoNow, planMail, railMessageId } from './mail.ts'
import type { OnTheLine } from './payments.ts'
import { cancellationText, requestStatusText } from './texts.ts'

export type AskedRequest = {
  readonly rail: SimInstantRail
  readonly message_id: string
  readonly end_to_end_id: string
  readonly amount: number
  readonly currency: string
  readonly debtor_account: string
  /** Of ours: where the money is to come in. */
  readonly account_number: string
}
type RequestRow = AskedRequest & { readonly state: string; readonly queries: number }

const find = ({ store, one }: BankGround, message_id: string): RequestRow | undefined =>
  store.one<RequestRow>(
    'select * from instant_request where world = ? and message_id = ?',
    one.merchant_number,
    message_id,
  )

const statusOf = (ground: BankGround, row: AskedRequest, status: string, reason: string | null): string =>
  requestStatusText({
    message_id: railMessageId(ground, row.message_id, status),
    at: isoNow(ground),
    about: row.message_id,
    end_to_end_id: row.end_to_end_id,
    status,
    reason,
  })

/** Takes a request for payment to the debtor's bank; the same one again is one. Inside a turn. */
export function takeRequest(ground: BankGround, asked: AskedRequest): OnTheLine {
  const { store, one, at } = ground
  const known = find(ground, asked.message_id)
  if (known === undefined) {
    store.insert('instant_request', { world: one.merchant_number, ...asked, state: 'open', queries: 0 })
    if (debtorOf(asked.debtor_account) !== 'ignores')
      scheduleBank(ground, at + DEBTOR_DECIDES_US, 'bank_instant_decide', { message_id: asked.message_id })
    if (debtorOf(asked.debtor_account) === 'silent') return { kind: 'hold' }
  }
  return { kind: 'message', text: statusOf(ground, asked, 'ACTC', null) }
}

/** The debtor decides; undefined: it was taken back. Inside a turn. */
export function decideRequest(ground: BankGround, message_id: string): RequestRow | undefined {
  const row = find(ground, message_id)
  if (row?.state !== 'open') return undefined
  const behaviour = debtorOf(row.debtor_account)
  const [status, reason] = behaviour === 'declines' ? ['RJCT', 'CUST'] : ['ACCP', null]
  setState(ground, message_id, behaviour === 'declines' ? 'declined' : 'accepted')
  planMail(ground, ground.at, {
    rail: row.rail,
    message_id: railMessageId(ground, message_id, status ?? ''),
    text: statusOf(ground, row, status ?? '', reason ?? null),
  })
  if (behaviour === 'pays' || behaviour === 'silent')
    scheduleBank(ground, ground.at + DEBTOR_PAYS_US, 'bank_instant_pay', { message_id })
  return row
}

/** The money for a request comes. Inside a turn. */
export function payRequest(ground: BankGround, message_id: string): RequestRow | undefined {
  const row = find(ground, message_id)
  if (row?.state !== 'accepted') return undefined
  setState(ground, message_id, 'paid')
  const { rail, amount, account_number, end_to_end_id } = row
  planIncoming(ground, {
    rail,
    amount,
    account_number,
    end_to_end_id,
    debtor_name: 'Debtor',
    remittance: 'as asked',
  })
  return row
}

/** Taken back, unless the debtor has decided. Inside a turn. */
export function cancelRequest(ground: BankGround, about: string, message_id: string): OnTheLine {
  const row = find(ground, about)
  if (row === undefined) return { kind: 'not_found' }
  const isOpen = row.state === 'open' || row.state === 'cancelled'
  if (isOpen) setState(ground, about, 'cancelled')
  const status = isOpen ? 'CNCL' : 'RJCR'
  const id = railMessageId(ground, message_id, status)
  return { kind: 'message', text: cancellationText({ message_id: id, at: isoNow(ground), about, status }) }
}

const setState = ({ store, one }: BankGround, message_id: string, state: string): void =>
  store.run(
    'update instant_request set state = ? where world = ? and message_id = ?',
    state,
    one.merchant_number,
    message_id,
  )

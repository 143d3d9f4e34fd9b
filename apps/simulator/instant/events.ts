import type { BankEvents } from '../banks/ground.ts'
import { railOf } from './facts.ts'
import { endPayment, returnPayment } from './payments.ts'
import { answerRecall } from './recalls.ts'
import { decideRequest, payRequest } from './requests.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What happens on instant rails by itself. */
export const instantEvents: BankEvents = {
  bank_instant_status(ground, body) {
    const rail = railOf(textOf(body['rail']))
    const reason = body['reason'] === null ? null : textOf(body['reason'])
    const end = { status: textOf(body['status']), reason }
    const row = rail && endPayment(ground, rail, textOf(body['message_id']), end)
    return row && { message_id: row.message_id, status: row.status }
  },
  bank_instant_return(ground, body) {
    const rail = railOf(textOf(body['rail']))
    const told = body['told'] === 'repeated' || body['told'] === 'told_anew' ? body['told'] : 'once'
    const back = { reason: textOf(body['reason']) || 'AC04', told } as const
    const row = rail && returnPayment(ground, rail, textOf(body['message_id']), back)
    return row && { message_id: row.message_id }
  },
  bank_instant_recall(ground, body) {
    const status = body['status'] === 'ACCR' ? 'ACCR' : 'RJCR'
    const code = body['code'] === null ? null : textOf(body['code'])
    const row = answerRecall(ground, textOf(body['message_id']), { status, code })
    return row && { message_id: row.message_id, status }
  },
  bank_instant_decide(ground, body) {
    const row = decideRequest(ground, textOf(body['message_id']))
    return row && { message_id: row.message_id }
  },
  bank_instant_pay(ground, body) {
    const row = payRequest(ground, textOf(body['message_id']))
    return row && { message_id: row.message_id }
  },
}

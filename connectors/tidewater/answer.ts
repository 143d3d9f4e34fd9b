import { readStrictJson } from '../../kernel/json.ts'
import { ownOf } from '../../kernel/own.ts'
import type { CardOutcome, CheckResult, Echo, WireAnswer } from '../../modules/rails/index.ts'
import { readDecimal } from './amount.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The JSON object of a value, or undefined for everything else. What a counterpart sends is not trusted. */
const objectOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
export function readObject(body: string): Fields | undefined {
  const read = readStrictJson(body)
  return read.ok ? objectOf(read.value) : undefined
}
export const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

const checks: Readonly<Record<string, CheckResult>> = { M: 'match', N: 'no_match' }
const checkOf = (fields: Fields, name: string): CheckResult =>
  ownOf(checks, textOf(fields, name) ?? '') ?? 'not_checked'

/** 202 means that it was taken in, and nothing more. What is not understood is `unknown`: money may have moved. */
export function readOutcome(answer: WireAnswer): CardOutcome {
  const fields = readObject(answer.body)
  if (fields === undefined) return { kind: 'unknown', why: `HTTP ${answer.status} without a JSON object` }
  if (answer.status === 202 || answer.status === 200) return readTransaction(fields)
  const problem = objectOf(fields['problem'])
  const code = problem === undefined ? null : textOf(problem, 'code')
  // A front door may refuse too, so only a refusal that names its code came from the acquirer itself.
  if (problem === undefined || code === null || answer.status >= 500 || answer.status < 400)
    return { kind: 'unknown', why: `HTTP ${answer.status}` }
  if (answer.status === 404 && code === 'transaction_unknown') return { kind: 'not_found' }
  return { kind: 'rejected', code, text: textOf(problem, 'message') ?? code }
}

/** The transaction object, as answers, inquiries and callbacks carry it. */
export function readTransaction(fields: Fields): CardOutcome {
  const acquirer_reference = textOf(fields, 'pspReference')
  const result = objectOf(fields['result']) ?? {}
  const state = textOf(fields, 'state')
  if (state === 'failed' || state === 'reversed')
    return {
      kind: 'rejected',
      code: textOf(result, 'refusalCode') ?? state,
      text: textOf(result, 'message') ?? 'reversed by the acquirer: nothing is held or taken any more',
    }
  if (acquirer_reference === null) return { kind: 'unknown', why: 'the answer has no pspReference' }
  switch (state) {
    case 'received':
      return { kind: 'pending', acquirer_reference }
    case 'authorised':
      return approvedOf(fields, result, acquirer_reference)
    case 'refused':
      return {
        kind: 'declined',
        network_code: textOf(result, 'schemeCode') ?? 'none',
        advice_code: textOf(result, 'merchantAdvice'),
        acquirer_reference,
        echo: echoOf(fields),
      }
    case null:
    default:
      return { kind: 'unknown', why: 'the answer has no state that is known' }
  }
}

const approvedOf = (fields: Fields, result: Fields, acquirer_reference: string): CardOutcome => ({
  kind: 'approved',
  acquirer_reference,
  echo: echoOf(fields),
  auth_code: textOf(result, 'authCode'),
  network_transaction_id: textOf(result, 'schemeTransactionId'),
  transaction_link_id: textOf(result, 'schemeLinkId'),
  cvc_check: checkOf(result, 'cvc'),
  address_check: checkOf(result, 'avs'),
})

function echoOf(fields: Fields): Echo {
  const amount = objectOf(fields['amount']) ?? {}
  return {
    operation_reference: textOf(fields, 'requestReference'),
    amount: readDecimal(textOf(amount, 'value') ?? '', textOf(amount, 'currency') ?? ''),
  }
}

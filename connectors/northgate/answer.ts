import { isCurrency } from '../../kernel/currency.ts'
import { readStrictJson } from '../../kernel/json.ts'
import { type Money, money, parseMinor } from '../../kernel/money.ts'
import type { CardOutcome, CheckResult, Echo, WireAnswer } from '../../modules/rails/index.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The JSON object of a text, or undefined for everything else. What a counterpart sends is not trusted. */
export function readObject(body: string): Fields | undefined {
  const read = readStrictJson(body)
  if (!read.ok || typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    return undefined
  return read.value as Fields
}

export const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}

/** `{amount: "1050", currency: "USD"}`, the amount in minor units with a sign where one is allowed. */
export function moneyOf(fields: Fields, name: string): Money | null {
  const [amount, currency] = [textOf(fields, name), textOf(fields, 'currency')]
  if (amount === null || currency === null || !isCurrency(currency)) return null
  const isNegative = amount.startsWith('-')
  const minor = parseMinor(isNegative ? amount.slice(1) : amount)
  if (minor === undefined) return null
  return money(isNegative ? -minor : minor, currency)
}

const checks: readonly string[] = ['match', 'no_match', 'not_checked'] satisfies CheckResult[]
const checkOf = (fields: Fields, name: string): CheckResult => {
  const found = textOf(fields, name)
  return found !== null && checks.includes(found) ? (found as CheckResult) : 'not_checked'
}

const echoOf = (fields: Fields): Echo => ({
  operation_reference: textOf(fields, 'operation_reference'),
  amount: moneyOf(fields, 'amount'),
})

/** What an answer says of an operation. Everything that is not understood is `unknown`: money may have moved. */
export function readOutcome(answer: WireAnswer): CardOutcome {
  const fields = readObject(answer.body)
  if (fields === undefined) return { kind: 'unknown', why: `HTTP ${answer.status} without a JSON object` }
  if (answer.status === 200) return readOperation(fields)
  const code = textOf(fields, 'error')
  // A front door may refuse too, so only a refusal that names its code came from the acquirer itself.
  if (code === null || answer.status >= 500 || answer.status < 400)
    return { kind: 'unknown', why: `HTTP ${answer.status}` }
  if (answer.status === 404 && code === 'operation_not_found') return { kind: 'not_found' }
  return { kind: 'rejected', code, text: textOf(fields, 'text') ?? code }
}

export function readOperation(fields: Fields): CardOutcome {
  const acquirer_reference = textOf(fields, 'id')
  switch (textOf(fields, 'status')) {
    case 'approved':
      return acquirer_reference === null
        ? { kind: 'unknown', why: 'approved without an id' }
        : {
            kind: 'approved',
            acquirer_reference,
            echo: echoOf(fields),
            auth_code: textOf(fields, 'auth_code'),
            network_transaction_id: textOf(fields, 'network_transaction_id'),
            transaction_link_id: textOf(fields, 'transaction_link_id'),
            cvc_check: checkOf(fields, 'cvc_check'),
            address_check: checkOf(fields, 'address_check'),
          }
    case 'declined':
      return {
        kind: 'declined',
        network_code: textOf(fields, 'network_code') ?? 'none',
        advice_code: textOf(fields, 'advice_code'),
        acquirer_reference,
        echo: echoOf(fields),
      }
    case 'pending':
      return acquirer_reference === null
        ? { kind: 'unknown', why: 'pending without an id' }
        : { kind: 'pending', acquirer_reference }
    case 'rejected':
    case 'reversed':
      return {
        kind: 'rejected',
        code: textOf(fields, 'error') ?? 'reversed',
        text: textOf(fields, 'text') ?? 'reversed by the acquirer: nothing is held or taken any more',
      }
    default:
      return { kind: 'unknown', why: 'the answer has no status that is known' }
  }
}

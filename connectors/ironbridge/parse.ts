import { currencies, numericCode } from '../../kernel/currency.ts'
import { type Money, money, parseMinor } from '../../kernel/money.ts'
import {
  type CardOutcome,
  type CardRequest,
  type CheckResult,
  type Echo,
  type IsoFields,
  readMessage,
  type WireAnswer,
} from '../../modules/rails/index.ts'
import { ownOf } from '../../kernel/own.ts'
import { readSubfields, type Subfields } from './subfields.ts'

const APPROVED = new Set(['00', '08', '10', '11', '85'])
const IN_PROGRESS = '09'
const checks: Readonly<Record<string, CheckResult>> = { M: 'match', N: 'no_match', P: 'not_checked' }
const answerTypes = {
  authorize: ['0110', '0210'],
  increment: ['0110'],
  refund: ['0210'],
  capture: ['0230'],
  void: ['0410'],
  inquire: ['0610'],
} as const satisfies Readonly<Record<CardRequest['operation'], readonly string[]>>
const currencyOf = new Map(currencies.map((currency) => [numericCode(currency), currency]))

/** Never throws. What cannot be read is `unknown`: the operation may have been done. */
export function parseAnswer(request: CardRequest, { body }: WireAnswer): CardOutcome {
  const read = readMessage(body)
  if (!read.ok) return unknown(`field ${read.error.field} at ${read.error.offset}: ${read.error.text}`)
  const { mti, fields } = read.value
  if (!(answerTypes[request.operation] as readonly string[]).includes(mti))
    return unknown(`a message of type ${mti} answers no ${request.operation}`)
  const subfields = readSubfields(fields[48] ?? '')
  if (subfields === undefined) return unknown('field 48 does not add up')
  if (request.operation === 'inquire') {
    if (subfields['01'] !== request.operation_reference)
      return unknown('the answer is about another operation')
    if (subfields['20'] === 'N') return { kind: 'not_found' }
    if (subfields['20'] === 'P') return pendingOf(subfields)
    if (subfields['20'] === undefined && subfields['21'] !== 'A') return unknown('48.20 is missing')
    // Refused as an inquiry: that says nothing about the operation.
    if (subfields['20'] === undefined)
      return unknown(`the inquiry was refused with ${fields[39] ?? 'nothing'}`)
  }
  if (subfields['20'] === 'R')
    return {
      kind: 'rejected',
      code: 'reversed',
      text: subfields['18'] ?? 'reversed by the acquirer: nothing is held or taken any more',
    }
  return outcomeOf(fields, subfields)
}

function outcomeOf(fields: IsoFields, subfields: Subfields): CardOutcome {
  const code = fields[39]
  if (code === undefined) return unknown('field 39 is missing')
  const acquirer_reference = subfields['03'] ?? null
  const echo: Echo = { operation_reference: subfields['01'] ?? null, amount: amountOf(fields) }
  if (code === IN_PROGRESS) return pendingOf(subfields)
  if (subfields['21'] === 'A')
    return { kind: 'rejected', code, text: subfields['18'] ?? 'refused by Ironbridge' }
  if (!APPROVED.has(code))
    return {
      kind: 'declined',
      network_code: code,
      advice_code: subfields['07'] ?? null,
      acquirer_reference,
      echo,
    }
  if (acquirer_reference === null) return unknown('approved without 48.03')
  return {
    kind: 'approved',
    acquirer_reference,
    echo,
    auth_code: trimmed(fields[38]),
    network_transaction_id: subfields['05'] ?? null,
    transaction_link_id: subfields['06'] ?? null,
    cvc_check: ownOf(checks, subfields['08'] ?? 'P') ?? 'not_checked',
    address_check: ownOf(checks, subfields['09'] ?? 'P') ?? 'not_checked',
  }
}

const unknown = (why: string): CardOutcome => ({ kind: 'unknown', why })

function pendingOf(subfields: Subfields): CardOutcome {
  const acquirer_reference = subfields['03']
  return acquirer_reference === undefined
    ? unknown('pending without 48.03')
    : { kind: 'pending', acquirer_reference }
}

/** Null when the answer names no amount, or one in a currency that does not exist. */
function amountOf(fields: IsoFields): Money | null {
  const currency = currencyOf.get(fields[49] ?? '')
  const minor = parseMinor((fields[4] ?? '').replace(/^0+(?=\d)/, ''))
  return currency === undefined || minor === undefined ? null : money(minor, currency)
}

const trimmed = (text = ''): string | null => (text.trim() === '' ? null : text.trim())

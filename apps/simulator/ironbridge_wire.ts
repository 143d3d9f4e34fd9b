import { packSubfields, readSubfields, type Subfields } from '../../connectors/ironbridge/subfields.ts'
import { type Currency, currencies, numericCode } from '../../kernel/currency.ts'
import { ownOf } from '../../kernel/own.ts'
import { type IsoFields, type IsoMessage, isoFields, packMessage } from '../../modules/rails/index.ts'
import type { Report } from './clearing.ts'
import type { Asked, MoneyOperation, OperationRow } from './operation.ts'
import { commonOf, plainAsked } from './read_fields.ts'

const currencyOf = new Map<string, Currency>(currencies.map((code) => [numericCode(code), code]))
const operationLetters: Readonly<Record<string, MoneyOperation>> = {
  A: 'authorize',
  C: 'capture',
  V: 'void',
  I: 'increment',
  R: 'refund',
}

export type Inquiry = { readonly reference: string; readonly about: MoneyOperation }
export type IronbridgeAsked =
  | { readonly kind: 'operate'; readonly asked: Asked }
  | { readonly kind: 'inquire'; readonly inquiry: Inquiry }
  | { readonly kind: 'echo' }
  | { readonly kind: 'unreadable' }

export function readIronbridge({ mti, fields }: IsoMessage): IronbridgeAsked {
  if (mti === '0800') return { kind: 'echo' }
  const subfields = readSubfields(fields[48] ?? '')
  if (subfields === undefined) return { kind: 'unreadable' }
  const reference = subfields['01'] ?? ''
  if (mti === '0600') {
    const about = ownOf(operationLetters, subfields['19'] ?? '')
    return about === undefined ? { kind: 'unreadable' } : { kind: 'inquire', inquiry: { reference, about } }
  }
  const operation = operationOf(mti, fields, subfields)
  const currency = currencyOf.get(fields[49] ?? '') ?? ''
  const common = commonOf(reference, subfields['04'] ?? '', fields[4] ?? '', currency)
  if (operation === undefined || typeof common === 'string') return { kind: 'unreadable' }
  const asked = { ...plainAsked, ...common, acquirer: 'ironbridge', operation } as const
  if (operation !== 'authorize')
    return {
      kind: 'operate',
      asked: {
        ...asked,
        authorization: subfields['03'] ?? '',
        is_final: hasFlag(subfields, 'L'),
      },
    }
  return { kind: 'operate', asked: { ...asked, ...paymentOf(mti, fields, subfields) } }
}

const hasFlag = (subfields: Subfields, flag: string): boolean => subfields['10']?.includes(flag) ?? false

function operationOf(mti: string, fields: IsoFields, subfields: Subfields): MoneyOperation | undefined {
  switch (mti) {
    case '0100':
      return hasFlag(subfields, 'I') ? 'increment' : 'authorize'
    case '0200':
      return fields[3] === '200000' ? 'refund' : 'authorize'
    case '0220':
      return 'capture'
    case '0400':
      return 'void'
    default:
      return undefined
  }
}

function paymentOf(mti: string, fields: IsoFields, subfields: Subfields): Partial<Asked> {
  const expiry = fields[14] ?? ''
  const ds_transaction_id = subfields['15']
  return {
    card: {
      number: fields[2] ?? '',
      expiry_year: Number(expiry.slice(0, 2)),
      expiry_month: Number(expiry.slice(2, 4)),
      has_cvc: (fields[126] ?? '') !== '',
    },
    mcc: fields[18] ?? '',
    is_captured: mti === '0200',
    allows_partial: hasFlag(subfields, 'P'),
    is_estimate: hasFlag(subfields, 'E'),
    is_merchant_initiated: fields[25] === '08',
    three_ds:
      ds_transaction_id === undefined
        ? null
        : { eci: subfields['13'] ?? '', cavv: subfields['14'] ?? null, ds_transaction_id },
    exemption: subfields['16'] ?? null,
  }
}

const letters = { match: 'M', no_match: 'N', not_checked: 'P' } as const
/** What Ironbridge itself says no with; what is not listed is 12. */
const refusals: Readonly<Record<string, string>> = {
  authorization_not_found: '25',
  amount_too_large: '13',
  invalid_amount: '13',
  amount_not_allowed: '13',
  limit_reached: '13',
  reference_used: '94',
  maintenance: '96',
}

type Said = { readonly fields: IsoFields; readonly subfields: Readonly<Record<string, string | null>> }

/** Fields 4, 38, 39 and 48 that an operation was, or is, answered with. */
function outcomeOf(row: OperationRow): Said {
  const { outcome } = row
  const reference = { '01': row.reference }
  const amount = { 4: String(row.amount), 49: numericCode(row.currency) }
  if (outcome.kind === 'rejected') {
    const subfields = { ...reference, '18': outcome.text, '21': 'A' }
    return { fields: { ...amount, 39: ownOf(refusals, outcome.code) ?? '12' }, subfields }
  }
  const named = { ...reference, '03': outcome.id }
  if (row.state === 'pending') return { fields: { ...amount, 39: '09' }, subfields: named }
  if (row.state === 'reversed')
    return {
      fields: { ...amount, 39: '12' },
      subfields: { ...named, '18': 'reversed by Ironbridge', '21': 'A' },
    }
  if (outcome.kind === 'declined') {
    const subfields = { ...named, '07': outcome.advice_code, '08': letters[outcome.cvc_check] }
    return { fields: { ...amount, 39: outcome.network_code.padEnd(2) }, subfields }
  }
  const code = row.kind === 'authorize' && outcome.amount < row.amount ? '10' : '00'
  return {
    fields: {
      ...amount,
      4: String(outcome.amount),
      39: code,
      ...(outcome.auth_code === null ? {} : { 38: outcome.auth_code }),
    },
    subfields: {
      ...named,
      '05': outcome.network_transaction_id,
      '06': outcome.transaction_link_id,
      ...(row.kind === 'authorize'
        ? { '08': letters[outcome.cvc_check], '09': letters[outcome.address_check] }
        : {}),
    },
  }
}

/** The answer's type is one more in the third place; the fields that find its request are repeated. */
function answer(request: IsoMessage, { fields, subfields }: Said): string {
  const mti = `${request.mti.slice(0, 2)}${Number(request.mti[2]) + 1}${request.mti.slice(3)}`
  const repeated = Object.fromEntries(
    [7, 11, 37, 41, 42].flatMap((field) => {
      const value = request.fields[field]
      return value === undefined ? [] : [[field, value]]
    }),
  )
  const packed = packSubfields(subfields)
  return packMessage({ mti, fields: { ...repeated, ...fields, ...(packed === '' ? {} : { 48: packed }) } })
}

export const ironbridgeAnswer = (request: IsoMessage, row: OperationRow): string =>
  answer(request, outcomeOf(row))

export function ironbridgeFound(
  request: IsoMessage,
  inquiry: Inquiry,
  row: OperationRow | undefined,
): string {
  if (row === undefined)
    return answer(request, { fields: { 39: '25' }, subfields: { '01': inquiry.reference, '20': 'N' } })
  const { fields, subfields } = outcomeOf(row)
  const state = row.state === 'pending' ? 'P' : row.state === 'reversed' ? 'R' : 'A'
  return answer(request, { fields, subfields: { ...subfields, '20': state } })
}

export const ironbridgeEcho = (request: IsoMessage): string =>
  answer(request, { fields: { 39: '00' }, subfields: {} })

/** Ironbridge itself says no, and nothing happened. */
export function ironbridgeRefusal(request: IsoMessage, code: string, text: string): string {
  const reference = readSubfields(request.fields[48] ?? '')?.['01'] ?? null
  return answer(request, { fields: { 39: code }, subfields: { '01': reference, '18': text, '21': 'A' } })
}

/** An answer that finds its request and says nothing that could be believed. */
export const ironbridgeGarbage = (request: IsoMessage): string =>
  answer(request, { fields: { 39: '00' }, subfields: {} }).slice(0, -2)

export const ironbridgeBroken = (request: IsoMessage): string =>
  answer(request, { fields: {}, subfields: {} })

/** The fields of a message up to the first that cannot be read: enough to say that it could not be. */
export function readInPart(text: string): IsoMessage | undefined {
  const mti = text.slice(0, 4)
  const bits = text.slice(4, 20)
  if (!/^\d{4}$/.test(mti) || !/[02]/.test(mti[2] ?? '') || !/^[0-9A-F]{16}$/i.test(bits)) return undefined
  const map = BigInt(`0x${bits}`)
  const fields: Record<number, string> = {}
  let at = map >> 63n === 1n ? 36 : 20
  for (let field = 2; field <= 64; field++) {
    const rule = isoFields[field]
    if (((map >> BigInt(64 - field)) & 1n) === 0n || rule === undefined) continue
    const digits = rule.framing === 'fixed' ? 0 : rule.framing === 'll' ? 2 : 3
    const length = digits === 0 ? rule.length : Number(text.slice(at, at + digits))
    const value = text.slice(at + digits, at + digits + length)
    if (!(length <= rule.length) || value.length < length) break
    fields[field] = value
    at += digits + length
  }
  return [7, 11, 37, 42].every((field) => fields[field] !== undefined) ? { mti, fields } : undefined
}

export function ironbridgeReport(
  { day, currency, net, lines, also_in }: Report,
  merchant_number: string,
): string {
  return JSON.stringify({
    report_reference: `ib-${merchant_number}-${day}${also_in.length === 0 ? '' : `-${currency}`}`,
    merchant_number,
    settled_on: day,
    currency,
    net: String(net),
    also_in,
    lines: lines.map((line) => ({
      kind: line.kind,
      operation_reference: line.operation_reference,
      acquirer_reference: line.authorization,
      gross: String(line.gross),
      interchange: String(line.interchange),
      scheme_fee: String(line.scheme_fee),
      acquirer_fee: String(line.acquirer_fee),
      case_reference: line.case_reference,
    })),
  })
}

import { isCurrency } from '../../kernel/currency.ts'
import { readStrictJson } from '../../kernel/json.ts'
import { AMOUNT_MAX } from './limits.ts'
import type { Asked, PresentedCard, PresentedProof } from './operation.ts'

export type Fields = Readonly<Record<string, unknown>>

export const objectOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
/** Undefined for what is no JSON object. */
export function readJsonObject(body: string): Fields | undefined {
  const read = readStrictJson(body)
  return read.ok && typeof read.value === 'object' && read.value !== null ? objectOf(read.value) : undefined
}
export const textIn = (fields: Fields, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}
const wholeOf = (text: string): number => (/^\d{1,16}$/.test(text) ? Number(text) : Number.NaN)

export function cardIn(fields: Fields): PresentedCard {
  return {
    number: textIn(fields, 'number'),
    expiry_month: wholeOf(textIn(fields, 'expiry_month')),
    expiry_year: wholeOf(textIn(fields, 'expiry_year')),
    has_cvc: textIn(fields, 'cvc') !== '',
  }
}
export function proofIn(fields: Fields): PresentedProof | null {
  const ds_transaction_id = textIn(fields, 'ds_transaction_id')
  if (ds_transaction_id === '') return null
  const cavv = textIn(fields, 'cavv')
  return { eci: textIn(fields, 'eci'), cavv: cavv === '' ? null : cavv, ds_transaction_id }
}

const REFERENCE = /^[a-z0-9]{1,26}$/
export const isReference = (text: string): boolean => REFERENCE.test(text)

type Common = Pick<Asked, 'operation_reference' | 'reference' | 'amount' | 'currency'>
/** The fields that every operation has; a text says which of them is wrong. */
export function commonOf(
  operation_reference: string,
  reference: string,
  amount_text: string,
  currency: string,
): Common | string {
  if (!isReference(operation_reference)) return 'operation_reference'
  const amount = wholeOf(amount_text)
  if (!(amount <= AMOUNT_MAX)) return 'amount'
  if (!isCurrency(currency)) return 'currency'
  return { operation_reference, reference, amount, currency }
}

/** An operation that asks for nothing special. */
export const plainAsked = {
  authorization: null,
  card: null,
  mcc: '',
  is_captured: false,
  allows_partial: false,
  is_estimate: false,
  is_final: false,
  is_merchant_initiated: false,
  three_ds: null,
  exemption: null,
} as const

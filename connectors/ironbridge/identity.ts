import { type IsoMessage, readMessage } from '../../modules/rails/index.ts'

/** What Ironbridge calls us. */
export const ACQUIRER_ID = '900001'
export const TERMINAL = 'FLORIN01'

/** Six digits from a reference: FNV-1a. Not a counter: who an operation is, only its reference says. */
export function traceNumber(reference: string): string {
  let hash = 0x811c_9dc5
  for (let index = 0; index < reference.length; index++)
    hash = Math.imul(hash ^ reference.charCodeAt(index), 0x0100_0193)
  return String(((hash >>> 0) % 999_999) + 1).padStart(6, '0')
}

/** The retrieval reference number: where a reference differs most from its neighbours is its end. */
export const retrievalReference = (reference: string): string =>
  reference.slice(-12).toUpperCase().padStart(12, '0')

/**
 * What an answer has in common with its request and with no other that is under way: class of the message, time, trace
 * number, retrieval reference and merchant. Undefined when one of them is missing.
 */
export function keyOfMessage({ mti, fields }: IsoMessage): string | undefined {
  const { 7: time, 11: trace, 37: retrieval, 42: merchant } = fields
  if (time === undefined || trace === undefined || retrieval === undefined || merchant === undefined)
    return undefined
  return `${mti.slice(0, 2)}${time}${trace}${retrieval}${merchant.trimEnd()}`
}

export function keyOf(body: string): string | undefined {
  const read = readMessage(body)
  return read.ok ? keyOfMessage(read.value) : undefined
}

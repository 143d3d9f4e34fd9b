import type { Day } from '../../../kernel/world.ts'
import { emptyReferences } from '../facts/matching_rules.ts'
import type { BankLine } from '../statements/bank_statement.ts'
import { KEY_CHARS_MAX, KEY_CHARS_MIN, KEYS_MAX, WORD_CHARS_MIN, WORDS_MAX } from './limits.ts'

const empty: ReadonlySet<string> = new Set(emptyReferences.flatMap(({ value }) => value))

/** Names of references that stand for many payments at once, or for a promise: nothing is found by them. */
const notKeys: ReadonlySet<string> = new Set(['mandate_id'])
/** Names under which transfers keep the references that banks see. Those of groups come after the others. */
const ledgerKeys = [
  'end_to_end_id',
  'uetr',
  'trace_number',
  'instruction_id',
  'account_servicer_reference',
  'payout',
  'batch_reference',
  'file_reference',
] as const
/** Begins a key that is made of day and counterparty: it may group, and is no reference. */
const TOGETHER = '@'

/**
 * Banks change case, break or pad references with spaces, and replace signs that their format does not have; they keep letters,
 * digits and their order.
 */
function normal(text: string): string | undefined {
  const key = text.toUpperCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
  if (key.length < KEY_CHARS_MIN || key.length > KEY_CHARS_MAX) return undefined
  return empty.has(key) || /^0+$/.test(key) ? undefined : key
}

/** The name of somebody as a key together with a day. */
function togetherKey(on: Day, name: string | null | undefined): string | undefined {
  const word = (name ?? '').toUpperCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
  return word === '' ? undefined : `${TOGETHER}${on}|${word.slice(0, KEY_CHARS_MAX - 20)}`
}

const known = (keys: readonly (string | undefined)[]): string[] =>
  [...new Set(keys.filter((key) => key !== undefined))].slice(0, KEYS_MAX)

/** Words of a text that a program has made: long, with a digit. */
const wordsOf = (text: string): (string | undefined)[] =>
  text
    .split(/[^\p{L}\p{N}_-]+/u)
    .filter((word) => word.length >= WORD_CHARS_MIN && /\d/.test(word))
    .slice(0, WORDS_MAX)
    .map(normal)

/**
 * By what a line of a statement is found. Which field a bank puts our reference into differs from bank to bank and from
 * format to format, so only the values count, not the names.
 */
export const keysOfLine = (line: Pick<BankLine, 'refs' | 'remittance' | 'counterparty'>, on: Day): string[] =>
  known([
    ...Object.entries(line.refs).flatMap(([name, value]) => (notKeys.has(name) ? [] : [normal(value)])),
    togetherKey(on, line.counterparty),
    ...wordsOf(line.remittance),
  ])

/** By what a transfer is found: its id, and the references in its metadata. */
export const keysOfTransfer = (
  transfer: string,
  metadata: Readonly<Record<string, string>>,
  on: Day,
): string[] =>
  known([
    ...ledgerKeys.map((name) => normal(metadata[name] ?? '')),
    normal(transfer),
    togetherKey(on, metadata['counterparty']),
  ])

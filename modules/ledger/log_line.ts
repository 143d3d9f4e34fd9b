import { hash } from 'node:crypto'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import { LOG_LINE_CHARS_MAX } from './limits.ts'

/** One line of an exported log without its hash. `line` counts from 1. */
export type LogRecord = { readonly record: string; readonly line: number } & {
  readonly [field: string]: Json
}

/** Why a log is not taken, and at which line. */
export type LogFault = { readonly line: number; readonly code: LogFaultCode; readonly detail: string }
export type LogFaultCode =
  | 'line_too_long'
  | 'line_not_canonical'
  | 'line_out_of_order'
  | 'hash_differs'
  | 'header_missing'
  | 'record_unknown'
  | 'record_invalid'
  | 'trailer_missing'
  | 'trailer_differs'
  | 'line_after_trailer'
  | 'log_from_the_future'
  | 'tenant_not_empty'
  | 'tenant_taken'
  | 'replay_refused'
  | 'replay_differs'

export const LOG_FORMAT = 'florin-ledger-log'
export const LOG_FORMAT_VERSION = 1

/** The hash of a line: SHA-256 over the hash of the line before it (nothing for the first) and its canonical JSON. */
const chain = (previous: string, text: string): string => hash('sha256', `${previous}\n${text}`)

/** Writes a record as a line that continues the chain. No line break is added. */
export function sealLine(previous: string, record: LogRecord): { text: string; hash: string } {
  const sealed = chain(previous, canonicalJson(record))
  return { text: canonicalJson({ ...record, hash: sealed }), hash: sealed }
}

const fault = (line: number, code: LogFaultCode, detail: string) => err({ line, code, detail })

/** Reads a line that must continue the chain: canonical to the last byte, the next number, the right hash. */
export function openLine(
  text: string,
  line: number,
  previous: string,
): Result<{ record: LogRecord; hash: string }, LogFault> {
  if (text.length > LOG_LINE_CHARS_MAX)
    return fault(line, 'line_too_long', `a line has at most ${LOG_LINE_CHARS_MAX} characters`)
  const fields = readCanonical(text)
  if (fields === undefined)
    return fault(line, 'line_not_canonical', 'the line is not an object as canonical JSON')
  const { hash: told, ...rest } = fields
  if (typeof rest['record'] !== 'string' || rest['line'] !== line)
    return fault(line, 'line_out_of_order', `the line does not have the number ${line}`)
  const record = rest as LogRecord
  const expected = chain(previous, canonicalJson(record))
  return told === expected
    ? ok({ record, hash: expected })
    : fault(line, 'hash_differs', 'the line, or one before it, was changed since it was written')
}

/** The object a text stands for, when the text is the one canonical way to write it. */
function readCanonical(text: string): { [field: string]: Json } | undefined {
  try {
    const value = JSON.parse(text) as Json
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && canonicalJson(value) === text ? (value as { [field: string]: Json }) : undefined
  } catch {
    return undefined // not JSON, or nested so deeply that it cannot be read
  }
}

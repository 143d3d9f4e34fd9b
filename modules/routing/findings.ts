import type { Cell } from './cells.ts'
import type { Field } from './space.ts'

/** What a check of rules can say. `error` keeps a rule set from being stored or activated. */
export const findingCodes = [
  'unknown_account',
  'account_disabled',
  'account_serves_none',
  'account_serves_part',
  'never_holds',
  'unreachable',
  'otherwise_unreachable',
  'not_exhaustive',
  'undecided',
] as const
export type FindingCode = (typeof findingCodes)[number]

export type Finding = {
  readonly severity: 'error' | 'warning' | 'note'
  readonly code: FindingCode
  /** Dotted path into the rules: `rules.2.use`. */
  readonly param: string
  readonly text: string
  /** Of an unreachable rule: numbers of the earlier rules that take all its payments. */
  readonly shadowed_by: readonly number[]
  /** A payment that shows it, field by field; a field that does not matter is not there. */
  readonly example: Readonly<Record<string, string>> | null
}

export const finding = (
  severity: Finding['severity'],
  code: FindingCode,
  param: string,
  text: string,
  more: Partial<Pick<Finding, 'shadowed_by' | 'example'>> = {},
): Finding => ({ severity, code, param, text, shadowed_by: [], example: null, ...more })

/** The payment that stands for the cells found, in the words of the condition language. */
export function exampleOf(
  fields: readonly Field[],
  cells: readonly number[],
): Readonly<Record<string, string>> {
  const entries = fields.flatMap(({ name, cells: all }, index) => {
    const cell = all[cells[index] ?? -1]
    return cell === undefined ? [] : wordsOf(name, cell)
  })
  return Object.fromEntries(entries)
}

function wordsOf(name: string, cell: Cell): [string, string][] {
  if ('currency' in cell)
    return [
      ['currency', cell.currency],
      ['amount', String(cell.minor)],
    ]
  if ('is_needed' in cell) return [[name, cell.is_needed ? 'yes' : 'no']]
  return [[name, cell.text ?? 'not given']]
}

import { ownOf } from '../../../../../kernel/own.ts'
import type { Provenance } from '../../../cards/dated.ts'
import { creditCodes } from './credit_codes.ts'
import { debitCodes } from './debit_codes.ts'
import { statusCodes } from './status_codes.ts'
import type { TypeCodeBlock, TypeCodeKind } from './type_code_block.ts'

export const typeCodeFacts: Provenance = {
  source:
    'BAI Cash Management Balance Reporting Specifications, Version 2 (10/2005), Appendix A; roles (item, reversal, return) are our reading of the names',
  effective_from: '2005-10-01',
  review_by: '2027-12-31',
}

/** `status` and `summary` stand in record 03, `detail` in record 16. */
export type TypeCode = {
  readonly code: string
  readonly level: 'status' | 'summary' | 'detail' | 'summary_or_detail'
  readonly direction: 'credit' | 'debit' | 'none'
  readonly kind: TypeCodeKind
  readonly role?: 'item' | 'reversal' | 'return'
  readonly name: string
  /** False for a code that only its range explains: the bank's own, or one that a later list added. */
  readonly is_published: boolean
}

type Range = readonly [from: number, to: number, level: TypeCode['level'], direction: TypeCode['direction']]

/** What a code means that the list does not name: the specification gives a meaning to every range. */
const ranges: readonly Range[] = [
  [1, 99, 'status', 'none'],
  [100, 399, 'summary_or_detail', 'credit'],
  [400, 699, 'summary_or_detail', 'debit'],
  [700, 799, 'summary_or_detail', 'none'],
  [900, 919, 'status', 'none'],
  [920, 959, 'summary_or_detail', 'credit'],
  [960, 999, 'summary_or_detail', 'debit'],
]

const roles: Readonly<Record<string, TypeCode['role']>> = {
  item: 'item',
  reversal: 'reversal',
  return: 'return',
}

function rowsOf({ kind, direction, codes }: TypeCodeBlock): TypeCode[] {
  return codes
    .trim()
    .split('\n')
    .map((row) => {
      const [code = '', word = '', ...name] = row.trim().split(' ')
      const role = ownOf(roles, word)
      const level = word === 'status' || word === 'summary' ? word : 'detail'
      const row_of = { code, level, direction, kind, name: name.join(' '), is_published: true } as const
      return role === undefined ? row_of : { ...row_of, role }
    })
}

export const typeCodes: ReadonlyMap<string, TypeCode> = new Map(
  [...statusCodes, ...creditCodes, ...debitCodes].flatMap(rowsOf).map((row) => [row.code, row]),
)

/** The meaning of three digits: of the list, or else of the range; undefined where no range has it (800 to 899, 000). */
export function typeCode(code: string): TypeCode | undefined {
  const published = typeCodes.get(code)
  if (published !== undefined) return published
  if (!/^\d{3}$/.test(code)) return undefined
  const number = Number(code)
  const range = ranges.find(([from, to]) => number >= from && number <= to)
  if (range === undefined) return undefined
  const [, , level, direction] = range
  const kind = number >= 900 ? 'custom' : number >= 700 ? 'loan' : level === 'status' ? 'balance' : 'other'
  return { code, level, direction, kind, name: `not published, ${code}`, is_published: false }
}

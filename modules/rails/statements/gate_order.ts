import type { Refusal } from './gate_rules.ts'
import type { StatementHead } from './statement.ts'

/** What is remembered of the statement of an account that was loaded last. */
export type LastStatement = {
  readonly sequence_number?: number
  readonly page_number?: number
  readonly to_on?: string
  /** By currency, in minor units. */
  readonly closing: Readonly<Record<string, bigint>>
}

type Placed = Pick<StatementHead, 'sequence_number' | 'page_number' | 'from_on' | 'to_on'> & {
  readonly source_format: string
}

const yearOf = (day: string | undefined): string => day?.slice(0, 4) ?? ''
const isNewYear = (last: LastStatement, head: Placed): boolean =>
  head.sequence_number === 1 &&
  yearOf(head.from_on ?? head.to_on) > yearOf(last.to_on) &&
  last.to_on !== undefined

/**
 * Whether a statement comes right behind the last one, so that it must open where that one closed. Numbers tell, which
 * banks begin anew each year; where there are none, a later day does. A statement of OFX is whatever range of days
 * somebody asked for, and follows nothing.
 */
export function follows(last: LastStatement, head: Placed): boolean {
  const { sequence_number: number, page_number: page } = head
  if (head.source_format === 'ofx') return false
  if (number !== undefined && last.sequence_number !== undefined) {
    if (number === last.sequence_number) return page !== undefined && page === (last.page_number ?? 0) + 1
    return number === last.sequence_number + 1 || isNewYear(last, head)
  }
  return head.to_on !== undefined && last.to_on !== undefined && head.to_on > last.to_on
}

/** `is_known_here`: the last statement stands in the same file, which may tell of one day in several. */
export function orderFaults(
  head: StatementHead,
  last: LastStatement | undefined,
  is_known_here: boolean,
): Refusal[] {
  if (last === undefined || follows(last, head)) return []
  const { sequence_number: number } = head
  const before = last.sequence_number
  if (number !== undefined && before !== undefined) {
    const refused = (rule: string, detail: string): Refusal[] => [
      ['refused', rule, 'sequence_number', detail],
    ]
    if (number === before) {
      const [page, page_before] = [head.page_number ?? 0, last.page_number ?? 0]
      return page > page_before
        ? refused(
            'statement_gap',
            `it is page ${page} of statement ${number}, and the last one is ${page_before}`,
          )
        : refused('statement_repeated', `statement ${number} was there before`)
    }
    if (number < before)
      return refused('statement_late', `it is statement ${number}, and ${before} was there before`)
    return refused('statement_gap', `it is statement ${number}, and the last one is ${before}`)
  }
  if (head.to_on === undefined || last.to_on === undefined || head.coverage === 'interim') return []
  // A range of OFX that was asked for again is a matter of its lines, not of its days.
  if (head.source_format === 'ofx') return []
  if (head.to_on === last.to_on && is_known_here)
    return [
      ['noted', 'statement_same_day', 'to_on', `an earlier statement of the file ends on ${head.to_on} too`],
    ]
  const detail = `it ends on ${head.to_on}, and the last one on ${last.to_on}`
  const rule = head.to_on === last.to_on ? 'statement_repeated' : 'statement_late'
  return [['refused', rule, 'to_on', detail]]
}

import { mtFault, type Report } from './field.ts'
import { ACCOUNTS_MAX } from './limits.ts'
import type { MtBalance, StatementFrame } from './statement.ts'

type Page = {
  readonly number: string | undefined
  readonly sequence: string | undefined
  readonly closing: MtBalance | undefined
}

/**
 * Compares each statement with the one before it of the same account in one file: pages follow each other, and every
 * opening balance is the closing balance before. Remembers the last page of the latest accounts.
 */
export function createPages() {
  const last = new Map<string, Page>()
  return (frame: StatementFrame, report: Report): void => {
    if (frame.account === undefined || (frame.type !== '940' && frame.type !== '950')) return
    const before = last.get(frame.account)
    last.delete(frame.account)
    if (last.size >= ACCOUNTS_MAX) last.delete(last.keys().next().value ?? '')
    last.set(frame.account, {
      number: frame.statement_number,
      sequence: frame.sequence_number,
      closing: frame.closing,
    })
    if (before !== undefined) compare(before, frame, report)
    else if (frame.opening?.is_intermediate === true) {
      const detail = 'the pages before this one are not in the file'
      report(mtFault(frame, 'mt_page_missing', ':60M:', detail, 'noted'))
    }
  }
}

function compare(before: Page, frame: StatementFrame, report: Report): void {
  const { opening } = frame
  const is_open = before.closing?.is_intermediate === true
  if (
    is_open !== (opening?.is_intermediate === true) &&
    opening !== undefined &&
    before.closing !== undefined
  )
    report(
      mtFault(
        frame,
        'mt_page_sequence',
        is_open ? ':60F:' : ':60M:',
        is_open ? 'the statement before has a page to come' : 'the statement before had ended',
        'noted',
      ),
    )
  else if (
    is_open &&
    (before.number !== frame.statement_number || !follows(before.sequence, frame.sequence_number))
  )
    report(
      mtFault(frame, 'mt_page_sequence', ':28C:', 'the page is not the next one of its statement', 'noted'),
    )
  else if (!is_open && hasGap(before.number, frame.statement_number))
    report(mtFault(frame, 'mt_statement_gap', ':28C:', 'statements are missing before this one', 'noted'))
  if (opening === undefined || before.closing === undefined) return
  if (opening.amount !== before.closing.amount || opening.direction !== before.closing.direction)
    report(
      mtFault(
        frame,
        'mt_opening_balance',
        ':60:',
        'the balance differs from the closing balance before',
        'noted',
      ),
    )
}

const follows = (before: string | undefined, after: string | undefined): boolean =>
  before === undefined || after === undefined || Number(after) === Number(before) + 1

/** Banks that do not number write 0 each time; numbers begin again with the year. */
const hasGap = (before: string | undefined, after: string | undefined): boolean =>
  before !== undefined && after !== undefined && Number(before) > 0 && Number(after) > Number(before) + 1

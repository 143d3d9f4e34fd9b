import { assert } from '../../../kernel/assert.ts'
import { byPlace, type FileFault } from '../files/fault.ts'
import { faultList } from './fault_list.ts'
import { balanceFaults, closingOf } from './gate_balance.ts'
import { type Duplicates, duplicates, type RepeatedLine } from './gate_duplicates.ts'
import { follows, type LastStatement, orderFaults } from './gate_order.ts'
import { headFaults, type Refusal } from './gate_rules.ts'
import { type LineSums, lineSums } from './gate_sums.ts'
import { FAULTS_NAMED_MAX } from './limits.ts'
import {
  accountKey,
  type StatementAccount,
  type StatementEvent,
  type StatementFoot,
  type StatementHead,
  type StatementLine,
} from './statement.ts'
import { known } from './text.ts'

export type Verdict = 'load' | 'quarantine'
export type StatementVerdict = {
  readonly statement_id: string
  readonly account: StatementAccount
  readonly verdict: Verdict
  readonly lines: number
  readonly faults: readonly FileFault[]
  /** What the next statement of the account is held against, once this one was loaded. */
  readonly last: LastStatement
}
export type FileVerdict = {
  /** `quarantine` when any fault of the file or of one of its statements is refused. */
  readonly verdict: Verdict
  /** About the file itself: its totals, its form. A refused one keeps every statement out. */
  readonly faults: readonly FileFault[]
  readonly statements: readonly StatementVerdict[]
}
export type LoadGate = {
  take(event: StatementEvent): void
  /** After the last event. A statement that is still open then was cut off. */
  end(): FileVerdict
}
export type LoadGateOptions = {
  /** The statement of the account that was loaded last; undefined for the first one. */
  readonly last?: (account: StatementAccount, head: StatementHead) => LastStatement | undefined
  /** Whether a statement that cannot be proved, because a balance is not given, is kept out; otherwise it is noted. */
  readonly needs_proof?: boolean
}
type Open = {
  readonly head: StatementHead
  readonly sums: LineSums
  readonly faults: FileFault[]
  readonly repeated: RepeatedLine[]
  readonly find: ReturnType<Duplicates['of']>
  lines: number
}
type Judging = {
  readonly options: LoadGateOptions
  readonly faults: FileFault[]
  readonly statements: StatementVerdict[]
  readonly seen: Duplicates
  /** The last statement of each account in this file, and whether it is kept out. */
  readonly lasts: Map<string, { readonly last: LastStatement; readonly verdict: Verdict }>
  open: Open | undefined
}

/**
 * Decides whether a file of statements may be loaded: the opening balance and all booked lines make the closing one, in
 * every currency; the statement follows the last one known; no line stands there twice; what the format itself counted
 * is there. Nothing is stored, and the same events always give the same verdict; that a file as a whole came before is
 * for whoever keeps the hashes of files. Source of the rule: ledger.md B6 (load gate).
 *
 * A line that has the reference, the amount and the day of another is refused, unless the balances prove that the bank
 * counts both: then it is noted.
 */
export function loadGate(options: LoadGateOptions = {}): LoadGate {
  const judging: Judging = {
    options,
    faults: [],
    statements: [],
    seen: duplicates(),
    lasts: new Map(),
    open: undefined,
  }
  return {
    take(event) {
      if (event.event === 'opened') opened(event.head, judging)
      if (event.event === 'lines') taken(event.lines, judging)
      if (event.event === 'closed') closed(event.foot, judging)
      if (event.event === 'fault') (judging.open?.faults ?? judging.faults).push(event.fault)
    },
    end: () => ended(judging),
  }
}

function opened(head: StatementHead, judging: Judging): void {
  assert(judging.open === undefined, 'one statement is open at a time')
  const find = judging.seen.of(head)
  judging.open = { head, sums: lineSums(), faults: [], repeated: [], find, lines: 0 }
}

function taken(lines: readonly StatementLine[], { open }: Judging): void {
  assert(open !== undefined, 'lines stand in a statement')
  open.lines += lines.length
  for (const line of lines) {
    open.sums.add(line)
    const repeated = open.find(line)
    if (repeated !== undefined && open.repeated.length < FAULTS_NAMED_MAX) open.repeated.push(repeated)
  }
}

function closed(foot: StatementFoot, judging: Judging, cut: readonly Refusal[] = []): void {
  const { open, lasts, options, statements } = judging
  assert(open !== undefined, 'a statement is open')
  const { sums, repeated, lines } = open
  const head = known<StatementHead>({ ...open.head, to_on: open.head.to_on ?? foot.to_on })
  // An account in several currencies has a row of statements in each.
  const key = `${accountKey(head.account)} ${head.currency}`
  const here = lasts.get(key)
  const known_last = here?.last ?? options.last?.(head.account, head)
  const before = known_last !== undefined && follows(known_last, head) ? known_last : undefined
  const needs_proof = options.needs_proof === true
  const { refusals, is_proved } = balanceFaults({ head, foot, sums, before, needs_proof })
  const own = placed(head, [
    ...headFaults(head),
    ...orderFaults(head, known_last, here !== undefined),
    ...refusals,
    ...cut,
    ...(before !== undefined && here?.verdict === 'quarantine' ? [behindQuarantine] : []),
  ])
  const faults = [...own, ...open.faults, ...repeatedFaults(repeated, is_proved)].toSorted(byPlace)
  const { sequence_number, page_number, to_on, statement_id, account } = head
  const last = known<LastStatement>({ sequence_number, page_number, to_on, closing: closingOf(foot) })
  const verdict = verdictOf(faults)
  statements.push({ statement_id, account, verdict, lines, faults, last })
  lasts.set(key, { last, verdict })
  judging.open = undefined
}

function ended(judging: Judging): FileVerdict {
  if (judging.open !== undefined) closed({ balances: [] }, judging, [cutOff])
  const none = judging.statements.length === 0 ? placed({ line_number: 1, column: 1 }, [noStatement]) : []
  const faults = [...judging.faults, ...none].toSorted(byPlace)
  const verdict = verdictOf(faults)
  const statements = judging.statements.map((one) => (verdict === 'load' ? one : { ...one, verdict }))
  const is_refused = statements.some((one) => one.verdict === 'quarantine')
  return { verdict: is_refused ? 'quarantine' : verdict, faults, statements }
}

const cutOff: Refusal = ['refused', 'statement_cut_off', 'statement', 'the file ends within the statement']
const behindQuarantine: Refusal = [
  'refused',
  'statement_behind_quarantine',
  'statement',
  'the statement right before it is not loaded, so loading this one would leave a gap',
]
const noStatement: Refusal = ['refused', 'statement_none', 'file', 'the file holds no statement']

const verdictOf = (faults: readonly FileFault[]): Verdict =>
  faults.some(({ severity }) => severity === 'refused') ? 'quarantine' : 'load'

function placed(
  { line_number: line, column }: { readonly line_number: number; readonly column: number },
  refusals: readonly Refusal[],
): FileFault[] {
  return refusals.map(([severity, rule, field, detail]) => ({ line, column, rule, field, detail, severity }))
}

function repeatedFaults(repeated: readonly RepeatedLine[], is_proved: boolean): FileFault[] {
  const list = faultList('statement_faults')
  for (const { at, first } of repeated) {
    const place = { line: at.line_number, column: at.column }
    const detail = `reference, amount and day are those of line ${first}`
    if (is_proved)
      list.note(place, 'statement_line_repeated', 'line', `${detail}, and the balances count both`)
    else list.refuse(place, 'statement_line_repeated', 'line', detail)
  }
  return list.taken()
}

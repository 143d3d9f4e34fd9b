import type { Currency } from '../../kernel/currency.ts'
import type { Id } from '../../kernel/id.ts'
import { moneyText } from '../../kernel/money.ts'
import type { SettlementOperation } from '../payments/index.ts'
import type { Account } from '../rails/index.ts'
import type { Break, ReportBreakType } from './break.ts'
import { type Claim, subjectOf } from './claim.ts'
import type { DisputeMatch } from './deps.ts'
import { feeDifference, feesExpected } from './fees_expected.ts'
import { type BookedLine, feesOf, netOf, type ReadLine } from './settlement.ts'

/** What is known of the lines of a report before they are matched. */
export type Known = {
  readonly account: Pick<Account, 'id' | 'country' | 'fee_plan'>
  readonly currency: Currency
  /** By the number of the line. */
  readonly operations: ReadonlyMap<number, SettlementOperation>
  readonly disputes: ReadonlyMap<number, DisputeMatch & { readonly transfer_uuid: string }>
  /** By UUID, closed ones too. */
  readonly claims: ReadonlyMap<string, Claim>
  /** Open ones, of the operations and transfers that the lines name. */
  readonly breaks: readonly Break[]
}

/** A break as a line opens it. Minor units. */
export type Opened = { readonly type: ReportBreakType } & Pick<
  Break,
  'reason' | 'amount_at_risk' | 'suspended' | 'pending'
>
export type MatchedLine = BookedLine & {
  /** The claim that this line settles. */
  readonly claim: Claim | null
  /** Whether its fees are the merchant's; else they are part of what is suspended. */
  readonly has_own_fees: boolean
  readonly opens: Opened | null
  /** Breaks that this line explains. */
  readonly closes: readonly Id<'brk'>[]
}

/** What an earlier line left unexplained of an operation: a stored break, or one of this very report. */
type Rest = {
  readonly id: Id<'brk'> | null
  readonly place: number
  readonly type: Break['type']
  readonly suspended: bigint
  readonly pending: bigint
}
type Run = {
  readonly known: Known
  /** Claims by the operation that they are of, in the order in which they arose. */
  readonly claims: ReadonlyMap<string, readonly Claim[]>
  readonly taken: Set<string>
  readonly rests: Map<string, Rest[]>
  readonly missing: Map<string, Id<'brk'>[]>
  readonly out: MatchedLine[]
}

/**
 * Matches the lines of a report, in order, each to one claim. Pure. A line that settles a claim in full is `matched`;
 * one that settles what an earlier line left, or takes back what one had too much, is `late` and closes its break.
 */
export function matchLines(lines: readonly ReadLine[], known: Known): MatchedLine[] {
  const claims = Map.groupBy(known.claims.values(), subjectOf)
  const run: Run = { known, claims, taken: new Set(), rests: new Map(), missing: new Map(), out: [] }
  for (const { id, type, operation, claim, suspended, pending } of known.breaks) {
    if (operation === null) continue
    if (type === 'missing_line') put(run.missing, claim ?? operation, id)
    else if (suspended !== 0n) put(run.rests, operation, { id, place: -1, type, suspended, pending })
  }
  for (const line of takingBackLast(lines)) {
    const matched = isAboutDispute(line) ? matchDispute(run, line) : matchOperation(run, line)
    if (matched.opens !== null && matched.operation !== null && matched.opens.suspended !== 0n)
      put(run.rests, matched.operation, { ...matched.opens, id: null, place: run.out.length })
    run.out.push(matched)
  }
  return run.out.toSorted((one, other) => one.line.number - other.line.number)
}

/** An adjustment of what the same report settles comes after it, wherever it stands in the report. */
const takingBackLast = (lines: readonly ReadLine[]): readonly ReadLine[] => [
  ...lines.filter(({ kind }) => kind !== 'adjustment'),
  ...lines.filter(({ kind }) => kind === 'adjustment'),
]

function put<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

const isAboutDispute = ({ kind }: ReadLine): boolean =>
  kind === 'chargeback' || kind === 'chargeback_reversal' || kind === 'dispute_fee'

const size = (value: bigint): bigint => (value < 0n ? -value : value)

/** A line whose money nobody can be named for: all of it goes to the suspense account. */
function unmatched(
  line: ReadLine,
  type: ReportBreakType,
  reason: string,
  operation?: SettlementOperation,
): MatchedLine {
  const net = netOf(line)
  return {
    line,
    status: type,
    operation: operation?.id ?? null,
    payment: operation?.payment ?? null,
    merchant: operation?.merchant ?? null,
    dispute: null,
    settled: 0n,
    available: 0n,
    suspended: net,
    expected: null,
    claim: null,
    has_own_fees: false,
    opens: { type, reason, amount_at_risk: size(net), suspended: net, pending: 0n },
    closes: [],
  }
}

function matchDispute({ known, taken, missing }: Run, line: ReadLine): MatchedLine {
  const found = known.disputes.get(line.number)
  if (found === undefined) return unmatched(line, 'dispute_unknown', 'No dispute has this case reference.')
  const claim = known.claims.get(found.transfer_uuid)
  const base = { operation: found.transfer_uuid, dispute: found.dispute }
  if (claim?.state !== 'open' || taken.has(claim.id))
    return {
      ...unmatched(line, 'duplicate_line', 'This part of the dispute was settled before, or never booked.'),
      ...base,
    }
  taken.add(claim.id)
  const suspended = netOf(line) - claim.amount
  const closes = missing.get(claim.id) ?? []
  const settled = { ...unmatched(line, 'amount_differs', ''), ...base, claim, suspended, closes }
  if (suspended === 0n) return { ...settled, status: 'matched', opens: null }
  const { currency } = known
  const reason = `The acquirer moved ${moneyText(netOf(line), currency)} for the dispute, and ${moneyText(claim.amount, currency)} are booked.`
  return { ...settled, opens: opened('amount_differs', reason, suspended, 0n) }
}

const opened = (type: ReportBreakType, reason: string, suspended: bigint, pending: bigint): Opened => ({
  type,
  reason,
  amount_at_risk: size(suspended),
  suspended,
  pending,
})

function matchOperation(run: Run, line: ReadLine): MatchedLine {
  const { known } = run
  const operation = known.operations.get(line.number)
  if (operation === undefined)
    return line.kind === 'adjustment'
      ? unmatched(line, 'adjustment_unexplained', 'An adjustment that names no operation of ours.')
      : unmatched(line, 'unknown_reference', 'No operation of ours has this reference.')
  if (operation.account !== known.account.id)
    return unmatched(
      line,
      'unknown_reference',
      'The operation was sent to another acquirer account.',
      operation,
    )
  if (operation.currency !== known.currency)
    return unmatched(
      line,
      'currency_differs',
      `The operation is in ${operation.currency}, the report in ${known.currency}.`,
      operation,
    )
  const claims = run.claims.get(operation.id) ?? []
  const claim = claimOf(run, line, operation, claims)
  if (claim !== undefined) return settle(run, line, operation, claim)
  const own = claims.find((one) => !isTakenBack(operation, one))
  if (own === undefined)
    return unmatched(
      line,
      'state_differs',
      `The acquirer settles what is ${operation.result ?? 'not decided'} in our books.`,
      operation,
    )
  return again(run, line, operation, own)
}

/** Whether a claim takes back what its operation moved: of a sale it is below zero, of a refund above. */
const isTakenBack = ({ kind }: SettlementOperation, { amount }: Claim): boolean =>
  amount > 0n === (kind === 'refund')

/**
 * The open claim that a line settles: one of its very amount, else what the operation itself is owed. An adjustment settles
 * only what was taken back; whatever else it says is judged by what was settled before.
 */
function claimOf(
  { taken }: Run,
  { kind, gross }: ReadLine,
  operation: SettlementOperation,
  claims: readonly Claim[],
): Claim | undefined {
  const open = claims.filter(({ id, state }) => state === 'open' && !taken.has(id))
  const exact = open.filter(({ amount }) => amount === gross)
  if (kind === 'adjustment') return exact.find((one) => isTakenBack(operation, one))
  return exact[0] ?? open.find((one) => !isTakenBack(operation, one))
}

/** A line about an operation that was settled: the rest of it, the taking back of too much, or a duplicate. */
function again(run: Run, line: ReadLine, operation: SettlementOperation, claim: Claim): MatchedLine {
  const rests = run.rests.get(operation.id) ?? []
  const rest = rests.find((one) => -one.suspended === (isPart(one) ? line.gross : netOf(line)))
  if (rest === undefined) return more(run, line, operation, claim)
  rests.splice(rests.indexOf(rest), 1)
  // A break that this very report opened is never written down: the two lines explain each other.
  const earlier = run.out[rest.place]
  if (earlier !== undefined) run.out[rest.place] = { ...earlier, status: 'late', opens: null }
  const isOwn = isPart(rest)
  const settled = isOwn ? rest.pending : 0n
  return {
    ...unmatched(line, 'duplicate_line', '', operation),
    status: 'late',
    settled,
    available: isOwn ? settled - feesOf(line) : 0n,
    suspended: isOwn ? line.gross : netOf(line),
    has_own_fees: isOwn,
    opens: null,
    closes: rest.id === null ? [] : [rest.id],
  }
}

/** A line that says something new about an operation whose claim is not its own. */
function more({ taken }: Run, line: ReadLine, operation: SettlementOperation, claim: Claim): MatchedLine {
  const isOpen = claim.state === 'open' && !taken.has(claim.id)
  if (line.kind === 'adjustment' && line.gross > 0n !== claim.amount > 0n)
    return unmatched(line, 'state_differs', 'The acquirer takes back what stands in our books.', operation)
  if (isOpen)
    return unmatched(line, 'adjustment_unexplained', 'An adjustment of what is not settled yet.', operation)
  const reason = endings[claim.state] ?? 'Another line settled it before.'
  return unmatched(line, 'duplicate_line', reason, operation)
}

const endings: Readonly<Partial<Record<Claim['state'], string>>> = {
  written_off: 'It was written off before.',
  offset: 'It was taken back before it was settled.',
}

/** Of what an earlier line settled in part, fees are the merchant's; a line that was all in suspense keeps its own. */
const isPart = ({ type }: Rest): boolean => type === 'amount_differs'

function settle(run: Run, line: ReadLine, operation: SettlementOperation, claim: Claim): MatchedLine {
  run.taken.add(claim.id)
  const inWords = (minor: bigint): string => moneyText(minor, run.known.currency)
  const settled = commonPart(line.gross, claim.amount)
  const suspended = line.gross - claim.amount
  const expected = feesExpected(run.known.account, operation, line)
  const base = {
    ...unmatched(line, 'amount_differs', '', operation),
    settled,
    available: settled - feesOf(line),
    suspended,
    expected,
    claim,
    has_own_fees: true,
    closes: run.missing.get(claim.id) ?? [],
  }
  if (suspended !== 0n) {
    const reason = `The acquirer settles ${inWords(line.gross)} of the ${inWords(claim.amount)} that we booked.`
    return { ...base, opens: opened('amount_differs', reason, suspended, claim.amount - settled) }
  }
  const difference = expected === null ? 0n : feeDifference(operation, line, expected)
  if (difference === 0n) return { ...base, status: 'matched', opens: null }
  const reason = `Its fees cost ${inWords(feesOf(line))}, ${inWords(size(difference))} ${difference > 0n ? 'more' : 'less'} than the plan says.`
  const fees = { ...opened('fee_differs', reason, 0n, 0n), amount_at_risk: size(difference) }
  return { ...base, status: 'fee_differs', opens: fees }
}

/** What both sides agree on. */
function commonPart(theirs: bigint, ours: bigint): bigint {
  if (theirs > 0n !== ours > 0n || theirs === 0n) return 0n
  return size(theirs) < size(ours) ? theirs : ours
}

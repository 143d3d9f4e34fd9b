import type { Piece, Plan } from './item.ts'
import { SURE_KEY_CHARS_MIN } from './limits.ts'

/** Everything unmatched that shares a reference, or day and counterparty. */
export type Group = {
  readonly key: string
  readonly bank: readonly (Piece & { readonly is_batch?: boolean })[]
  readonly ledger: readonly Piece[]
}

const sum = (pieces: Group['bank']): bigint => pieces.reduce((total, { amount }) => total + amount, 0n)
const length = ({ bank, ledger }: Group): number => bank.length + ledger.length
const numbers = (pieces: Group['bank']) => pieces.map(({ number }) => number)
const hasBoth = ({ bank, ledger }: Group): boolean => bank.length > 0 && ledger.length > 0

/** What of a group has something in common besides its key. */
function partsOf(group: Group, of: (piece: Piece) => string): Group[] {
  const names = new Set([...group.bank, ...group.ledger].map(of))
  return [...names].map((name) => ({
    key: group.key,
    bank: group.bank.filter((piece) => of(piece) === name),
    ledger: group.ledger.filter((piece) => of(piece) === name),
  }))
}
const wayOf = ({ amount }: Piece): string => (amount < 0n ? 'out' : 'in')

/**
 * A bank books what went one way on one day in one line, or in a line for each batch: so money in and money out are looked at
 * apart, and by day first.
 */
const candidatesOf = (group: Group): Group[] => [
  ...partsOf(group, (piece) => `${wayOf(piece)} ${piece.on}`),
  ...partsOf(group, wayOf),
]

/** Each item in one group at most: the first one that wants it has it. */
function once(groups: readonly Group[]): Group[] {
  const [taken_bank, taken_ledger] = [new Set<bigint>(), new Set<bigint>()]
  return groups.filter(({ bank, ledger }) => {
    const isTaken =
      bank.some(({ number }) => taken_bank.has(number)) ||
      ledger.some(({ number }) => taken_ledger.has(number))
    if (isTaken) return false
    for (const { number } of bank) taken_bank.add(number)
    for (const { number } of ledger) taken_ledger.add(number)
    return true
  })
}

/**
 * Pass 4: lines and entries that share a key, go the same way and come to the same, all of a day or all there are; or one line
 * against several entries of both ways, and the other way round. An item can be in several groups: the smallest goes first,
 * then the first by key. Each item is in one plan at most.
 */
export function matchGroups(groups: readonly Group[]): Plan[] {
  const whole = groups.filter(({ bank, ledger }) => Math.min(bank.length, ledger.length) === 1)
  const fitting = [...groups.flatMap(candidatesOf), ...whole].filter(
    (one) => hasBoth(one) && sum(one.bank) === sum(one.ledger),
  )
  const sorted = fitting.toSorted((a, b) => length(a) - length(b) || (a.key < b.key ? -1 : 1))
  return once(sorted).map(({ bank, ledger }) => ({
    bank: numbers(bank),
    ledger: numbers(ledger),
    difference: 0n,
  }))
}

const size = (value: bigint): bigint => (value < 0n ? -value : value)

/**
 * One line against one entry that differ is a payment that came short, and a person decides about that; unless the bank says
 * that the line is what it settled together.
 */
const isBatch = ({ bank, ledger }: Group): boolean =>
  bank.length + ledger.length > 2 || bank.some(({ is_batch }) => is_batch === true)

/**
 * Entries that the bank never showed and that take each other back: a payment that was refused after we had taken it for
 * settled. They share a sure key and come to nothing.
 */
export function cancelOut(groups: readonly Group[]): Plan[] {
  const fitting = groups.filter(
    ({ key, bank, ledger }) =>
      bank.length === 0 && ledger.length > 1 && key.length >= SURE_KEY_CHARS_MIN && sum(ledger) === 0n,
  )
  const sorted = fitting.toSorted((a, b) => length(a) - length(b) || (a.key < b.key ? -1 : 1))
  return once(sorted).map(({ ledger }) => ({ bank: [], ledger: numbers(ledger), difference: 0n }))
}

/** Further apart they are two payments that share a reference. */
const SURE_DAYS_MAX = 10
const DAY_MS = 86_400_000
const timeOf = ({ on }: Piece): number => Date.parse(on)

const isNear = ({ bank, ledger }: Group): boolean => {
  const times = [...bank, ...ledger].map(timeOf)
  return Math.max(...times) - Math.min(...times) <= SURE_DAYS_MAX * DAY_MS
}

/**
 * Lines of batches that waited long enough: they share a sure key with entries of the same way and about the same day, and do not
 * come to the same. It is the same money all the same, but for a return that the bank sent twice, or an entry that it left out.
 * The nearest first.
 */
export function matchDiffering(groups: readonly Group[]): Plan[] {
  const differenceOf = ({ bank, ledger }: Group): bigint => sum(bank) - sum(ledger)
  const fitting = groups
    .flatMap((group) => partsOf(group, wayOf))
    .filter((one) => hasBoth(one) && one.key.length >= SURE_KEY_CHARS_MIN && isNear(one))
    .filter((one) => differenceOf(one) !== 0n && isBatch(one))
  const sorted = fitting.toSorted((a, b) => {
    const nearer = size(differenceOf(a)) - size(differenceOf(b))
    return nearer < 0n ? -1 : nearer > 0n ? 1 : a.key < b.key ? -1 : 1
  })
  return once(sorted).map((one) => ({
    bank: numbers(one.bank),
    ledger: numbers(one.ledger),
    difference: differenceOf(one),
  }))
}

import type { Day } from '../../../kernel/world.ts'
import { DAY_MS } from '../limits.ts'
import type { Piece, Plan } from './item.ts'

/** Enough of an item to say how much it looks like another. */
export type Looks = Piece & {
  readonly keys: readonly string[]
  readonly counterparty: string | null
}
export type Alike = { readonly bank: Looks; readonly ledger: Looks }

/** A shared reference says most, then the amount, then who and when. */
const points = {
  key: 45,
  same_amount: 35,
  near_amount: 15,
  counterparty: 15,
  same_day: 10,
  near_day: 5,
} as const
const NEAR_PARTS = 50n
const NEAR_DAYS = 3

const size = (value: bigint): bigint => (value < 0n ? -value : value)
const daysBetween = (a: Day, b: Day): number => Math.abs(Date.parse(a) - Date.parse(b)) / DAY_MS
const wordsOf = (text: string | null): string[] =>
  (text ?? '')
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)

/** 0 to 100. Money in and money out are never alike. Pure: the same two items have the same score. */
export function scoreOf({ bank, ledger }: Alike): number {
  if (bank.amount > 0n !== ledger.amount > 0n) return 0
  const keys = new Set(ledger.keys)
  const words = new Set(wordsOf(ledger.counterparty))
  const difference = size(bank.amount - ledger.amount)
  const days = daysBetween(bank.on, ledger.on)
  let score = 0
  if (bank.keys.some((key) => keys.has(key))) score += points.key
  if (difference === 0n) score += points.same_amount
  else if (difference * NEAR_PARTS <= size(bank.amount)) score += points.near_amount
  if (wordsOf(bank.counterparty).some((word) => words.has(word))) score += points.counterparty
  if (days === 0) score += points.same_day
  else if (days <= NEAR_DAYS) score += points.near_day
  return Math.min(score, 100)
}

/**
 * Pass 6: for each line the entry that it looks like most, from a score on, for a person to say yes or no. Each item is in one
 * plan at most, the highest score first.
 */
export function proposeAlike(pairs: readonly Alike[], score_min: number): Plan[] {
  const scored = pairs
    .map((pair) => ({ ...pair, score: scoreOf(pair) }))
    .filter(({ score }) => score >= score_min)
  const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
  const sorted = scored.toSorted(
    (a, b) =>
      b.score - a.score || order(a.bank.number, b.bank.number) || order(a.ledger.number, b.ledger.number),
  )
  const [bank, ledger] = [new Set<bigint>(), new Set<bigint>()]
  return sorted.flatMap((pair) => {
    if (bank.has(pair.bank.number) || ledger.has(pair.ledger.number)) return []
    bank.add(pair.bank.number)
    ledger.add(pair.ledger.number)
    const difference = pair.bank.amount - pair.ledger.amount
    return [{ bank: [pair.bank.number], ledger: [pair.ledger.number], difference, score: pair.score }]
  })
}

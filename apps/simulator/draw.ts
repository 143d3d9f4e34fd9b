import { hash } from 'node:crypto'

const SEPARATOR = '\u001f'

/**
 * Chance of the simulator. What is drawn depends only on the words given (seed, world, card, operation …), never on what
 * was drawn before, so the same world asked in another order gives the same outcomes.
 */
export type Draw = {
  /** From 0 up to 1; each of the eight places is independent of the others. */
  share(place: number): number
  /** 64 hexadecimal digits. */
  readonly hex: string
}

export function draw(...words: readonly (string | number)[]): Draw {
  const hex = hash('sha256', words.join(SEPARATOR), 'hex')
  return { share: (place) => Number.parseInt(hex.slice(place * 8, place * 8 + 8), 16) / 0x1_0000_0000, hex }
}

/** The first row whose shares, added up, pass `at`; rows need not add up to 1. */
export function pick<T>(rows: readonly (readonly [T, number])[], at: number): T {
  const total = rows.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  for (const [value, weight] of rows) {
    left -= weight
    if (left < 0) return value
  }
  return (rows.at(-1) as readonly [T, number])[0]
}

/** Digits of `base` taken from a hexadecimal text, `length` of them. */
export function lettersOf(hex: string, letters: string, length: number): string {
  let rest = BigInt(`0x${hex}`)
  const base = BigInt(letters.length)
  let text = ''
  while (text.length < length) {
    text += letters[Number(rest % base)]
    rest /= base
  }
  return text
}

import { present } from '../../../../../kernel/assert.ts'
import type { Field, Fields, Form, GroupRules, Occurs } from './codec.ts'
import { placeFor } from './group.ts'

/** A whole number from 0 up to and without `limit`. */
export type Dice = (limit: number) => number

/** Dice that fall the same way for the same seed. A noun has hundreds of values: one seed makes them all, and fast. */
export function diceFrom(seed: number): Dice {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return ((more ^ (more >>> 14)) >>> 0) % limit
  }
}

/** Letters that names and remittance have, and those that XML and other programs trip over. */
const LETTERS = Array.from('abcXYZ019 &<>"\'-/?:().,+\t\nüéßŁşΩЖ中😀\u0301\u00a0').concat(
  ']]>',
  '&amp;',
  '<!--',
)
const CAPITALS = Array.from('ABCXYZ0189')
const of = <T>(dice: Dice, from: readonly T[]): T => present(from[dice(from.length)], 'a choice')
const letters = (dice: Dice, from: readonly string[], max: number): string =>
  Array.from({ length: 1 + dice(max) }, () => of(dice, from)).join('')

function oddText(dice: Dice, length: number): string {
  const text = Array.from(letters(dice, LETTERS, 24).trim())
    .slice(0, length)
    .join('')
    .trim()
  return text === '' ? 'x' : text
}

const two = (number: number): string => String(number).padStart(2, '0')
const day = (dice: Dice): string => `20${two(dice(100))}-${two(1 + dice(12))}-${two(1 + dice(28))}`
const time = (dice: Dice): string =>
  `${two(dice(24))}:${two(dice(60))}:59${of(dice, ['', 'Z', '-05:00', '.25'])}`
const instant = (dice: Dice): string => `${day(dice)}T${time(dice)}`

const simple = {
  amount: (dice: Dice) => ({
    minor: BigInt(dice(1_000_000_000)),
    currency: of(dice, ['EUR', 'USD', 'JPY', 'KWD', 'CHF']),
    ...(dice(8) === 0 ? { finer: '7' } : null),
  }),
  date: day,
  date_time: instant,
  utc_time: (dice: Dice) => `${day(dice)}T${two(dice(24))}:00:59Z`,
  time,
  count: (dice: Dice) => dice(1_000_000),
  decimal: (dice: Dice) => `${dice(1_000_000)}.${two(dice(100))}`,
  flag: (dice: Dice) => dice(2) === 0,
  day_or_time: (dice: Dice) => (dice(2) === 0 ? day(dice) : instant(dice)),
}

type Draw = { readonly dice: Dice; readonly release: number }

/** A value that a codec writes and reads back, in the release of a version: the deeper, the fewer fields it has. */
export function drawValue(form: Form, draw: Draw, depth = 0, isFull = false): unknown {
  const { dice, release } = draw
  if (form.kind === 'group') return drawNoun(form.fields, form.rules, draw, depth, isFull)
  if (form.kind === 'day_or_time' && release < 2017) return day(dice)
  if (form.kind !== 'text') return simple[form.kind](dice)
  const { examples, pattern, length } = form
  if (examples !== undefined) return of(dice, examples)
  return pattern === undefined ? oddText(dice, length) : letters(dice, CAPITALS, length)
}

function drawNoun(fields: Fields, rules: GroupRules, draw: Draw, depth: number, isFull: boolean): object {
  const noun: Record<string, unknown> = {}
  const open = Object.entries(fields).filter(([, { places }]) => placeFor(places, draw.release) !== undefined)
  const wanted = wantedFields(rules, new Set(open.map(([key]) => key)), draw.dice)
  const must = new Set(rules.one_of.flat())
  for (const [key, field] of open) {
    if (wanted.get(key) === false) continue
    const isRequired =
      field.occurs === 'one' || field.occurs === 'list' || must.has(key) || draw.release < field.needed_before
    if (!isRequired && draw.dice(10) >= likely(depth)) continue
    const isNeeded = must.has(key) || draw.release < field.needed_before
    const value = drawField(field, draw, depth, isNeeded)
    if (field.occurs === 'one' || !isEmpty(value)) noun[key] = value
  }
  const [first] = open
  if (isFull && first !== undefined && isEmpty(noun)) noun[first[0]] = drawField(first[1], draw, depth, true)
  return noun
}

function wantedFields(
  rules: GroupRules,
  open: ReadonlySet<string>,
  dice: Dice,
): ReadonlyMap<string, boolean> {
  const wanted = new Map<string, boolean>()
  for (const keys of [...rules.one_of, ...rules.at_most_one_of]) {
    const there = keys.filter((key) => open.has(key))
    const chosen = of(dice, there)
    for (const key of there) wanted.set(key, key === chosen)
  }
  return wanted
}

const likely = (depth: number): number => (depth === 0 ? 7 : depth < 3 ? 4 : 2)
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

function drawField(field: Field<unknown, Occurs>, draw: Draw, depth: number, isFull: boolean): unknown {
  const isMany = field.occurs === 'many' || field.occurs === 'list'
  const value = () => drawValue(field.codec.form, draw, depth + 1, isFull || isMany)
  if (!isMany) return value()
  const max = Math.min(placeFor(field.places, draw.release)?.max ?? 1, 2)
  return Array.from({ length: field.occurs === 'list' ? 2 : 1 + draw.dice(max) }, value)
}

import { ownOf } from '../../../../../kernel/own.ts'
import type { Codec } from './codec.ts'
import { type Judged, leaf, lengthOf, notedAs, refusedAs, whyNotText } from './leaf.ts'

const same = (text: string): Judged<string> => ({ value: text })

/** Text of at most so many characters. A longer one is read as it stands, and refused. */
export const text = (length: number): Codec<string> =>
  leaf({
    form: { kind: 'text', length },
    judge: (value) =>
      lengthOf(value) <= length
        ? { value }
        : {
            value,
            problem: refusedAs('iso20022_too_long', `${lengthOf(value)} characters, ${length} are allowed`),
          },
    print: (value) => printText(value, length),
  })

function printText(value: string, length: number): { readonly text: string } | { readonly why: string } {
  const why = whyNotText(value, length)
  return why === undefined ? { text: value } : { why }
}

type Patterned = {
  readonly length: number
  readonly pattern: RegExp
  readonly rule: string
  readonly detail: string
  readonly examples?: readonly string[]
}
/** Text of a fixed form: one that has another form is read as it stands, and refused by that rule. */
export const patterned = ({ length, pattern, rule, detail, examples }: Patterned): Codec<string> =>
  leaf({
    form: { kind: 'text', length, pattern, ...(examples === undefined ? null : { examples }) },
    judge: (value) => (pattern.test(value) ? { value } : { value, problem: refusedAs(rule, detail) }),
    print: (value) => (pattern.test(value) ? printText(value, length) : { why: detail }),
  })

/** A code of a closed list. An unknown one is kept and noted: the list of another version may be longer. */
export function code(...known: readonly string[]): Codec<string> {
  const codes = new Set(known)
  const length = Math.max(...known.map((one) => one.length))
  return leaf({
    form: { kind: 'text', length, examples: known },
    judge: (value) =>
      codes.has(value)
        ? { value }
        : {
            value,
            problem: notedAs('iso20022_code_unknown', `${value.slice(0, 35)} is none of ${known.join(', ')}`),
          },
    print: (value) => (codes.has(value) ? { text: value } : { why: `it is none of ${known.join(', ')}` }),
  })
}

/** A code of a list that ISO 20022 keeps outside the schemas: any text of up to so many characters. */
export const externalCode = (length: number, ...examples: readonly string[]): Codec<string> =>
  leaf({
    form: {
      kind: 'text',
      length,
      pattern: /^[A-Z0-9]+$/,
      ...(examples.length === 0 ? null : { examples }),
    },
    judge: same,
    print: (value) => printText(value, length),
  })

/** A code of an outside list of which Florin holds a copy: one that is not in it is kept and noted. */
export const listedCode = (length: number, known: ReadonlySet<string>, listName: string): Codec<string> =>
  leaf({
    form: { kind: 'text', length, examples: [...known].slice(0, 8) },
    judge: (value) =>
      known.has(value)
        ? { value }
        : {
            value,
            problem: notedAs(
              'iso20022_reason_unknown',
              `${value.slice(0, 35)} is not in the list of ${listName}`,
            ),
          },
    print: (value) => printText(value, length),
  })

export const country = patterned({
  length: 2,
  pattern: /^[A-Z]{2}$/,
  rule: 'iso20022_country',
  detail: 'a country is two capital letters',
  examples: ['DE', 'FR', 'US', 'CH'],
})

const flags: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false }
/** `true` and `false`, or 1 and 0. */
export const flag: Codec<boolean> = leaf({
  form: { kind: 'flag' },
  judge(written) {
    const value = ownOf(flags, written)
    return value === undefined
      ? { problem: refusedAs('iso20022_flag', 'true or false stands here') }
      : { value }
  },
  print: (value) => ({ text: value ? 'true' : 'false' }),
})

/** A number of things, up to 15 digits. */
export const count: Codec<number> = leaf({
  form: { kind: 'count' },
  judge: (value) =>
    /^\+?\d{1,15}$/.test(value)
      ? { value: Number(value) }
      : { problem: refusedAs('iso20022_count', 'a number of up to 15 digits stands here') },
  print: (value) =>
    Number.isSafeInteger(value) && value >= 0 && value < 1e15
      ? { text: String(value) }
      : { why: 'a number of up to 15 digits is written' },
})

import { dated } from '../dated.ts'

/** Category 1: never again. 2: the issuer cannot approve now. 3: details must change. 4: everything else. */
export type VisaCategory = 1 | 2 | 3 | 4
export type VisaRetryRule = {
  /** Codes of categories 1 to 3; every other code is of category 4. */
  readonly categories: Readonly<Record<string, 1 | 2 | 3>>
  readonly reattempts_max: number
  readonly window_days: number
}

const categoriesOf = (one: string, two: string, three: string): VisaRetryRule['categories'] =>
  Object.fromEntries([
    ...one.split(' ').map((code) => [code, 1] as const),
    ...two.split(' ').map((code) => [code, 2] as const),
    ...three.split(' ').map((code) => [code, 3] as const),
  ])

const NEVER = '04 07 12 14 15 41 43 46 57 R0 R1 R3'
const MOVED_2021 = '03 62 78 93'
const NOT_NOW = '19 39 51 52 53 59 61 65 75 86 91 96 5C 9G N3 N4 Z5'
const CHANGED = '54 55 82 6P N7'
const review_by = '2027-04-30'

export const visaRetries = dated<VisaRetryRule>([
  {
    source: 'Visa decline categories as first published; the first day is not, so an early one stands here',
    effective_from: '2019-10-19',
    review_by,
    value: {
      categories: categoriesOf(`${NEVER} ${MOVED_2021}`, NOT_NOW, CHANGED),
      reattempts_max: 15,
      window_days: 30,
    },
  },
  {
    source: 'Visa: 03, 62, 78 and 93 moved from category 1 to 2',
    effective_from: '2021-04-17',
    review_by,
    value: {
      categories: categoriesOf(NEVER, `${NOT_NOW} ${MOVED_2021}`, CHANGED),
      reattempts_max: 15,
      window_days: 30,
    },
  },
  {
    source: 'Visa Core Rules 2026-04-18, ID# 0030640, Table 7-2: 20 reattempts in 30 days',
    effective_from: '2026-04-18',
    review_by,
    value: {
      categories: categoriesOf(NEVER, `${NOT_NOW} ${MOVED_2021}`, CHANGED),
      reattempts_max: 20,
      window_days: 30,
    },
  },
  {
    source: 'Visa Core Rules, Table 7-2: code 83 in category 2',
    effective_from: '2026-07-25',
    review_by,
    value: {
      categories: categoriesOf(NEVER, `${NOT_NOW} ${MOVED_2021} 83`, CHANGED),
      reattempts_max: 20,
      window_days: 30,
    },
  },
])

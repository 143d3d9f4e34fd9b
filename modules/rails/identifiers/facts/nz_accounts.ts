import { dated } from '../../cards/dated.ts'

/** Weights over bank 2, branch 4, account 8 and suffix 4; `by_digit`: digits of the products are added, twice over. */
export type NzMethod = {
  readonly weights: readonly number[]
  readonly modulus: 10 | 11
  readonly by_digit?: true
}
type Row = readonly [ranges: readonly (readonly [from: number, to: number])[], method: string]
export type NzAccounts = {
  readonly methods: Readonly<Record<string, NzMethod>>
  readonly banks: Readonly<Record<string, Row>>
}

const methods = {
  A: { weights: [0, 0, 6, 3, 7, 9, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], modulus: 11 },
  B: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0, 0], modulus: 11 },
  D: { weights: [0, 0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0], modulus: 11 },
  E: { weights: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 0, 1], modulus: 11, by_digit: true },
  F: { weights: [0, 0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0, 0], modulus: 10 },
  G: { weights: [0, 0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 0, 3, 7, 1], modulus: 10, by_digit: true },
} as const

/** Method `AB` is A for accounts below 990000 and B from there on; `X` is no check. */
const banks = {
  '01': [
    [
      [1, 999],
      [1100, 1199],
      [1800, 1899],
    ],
    'AB',
  ],
  '02': [
    [
      [1, 999],
      [1200, 1299],
    ],
    'AB',
  ],
  '03': [
    [
      [1, 999],
      [1300, 1399],
      [1500, 1599],
      [1700, 1799],
      [1900, 1999],
      [7350, 7399],
    ],
    'AB',
  ],
  '04': [[[2020, 2024]], 'AB'],
  '06': [
    [
      [1, 999],
      [1400, 1499],
    ],
    'AB',
  ],
  '08': [[[6500, 6599]], 'D'],
  '09': [[[0, 0]], 'E'],
  '10': [[[5165, 5169]], 'AB'],
  '11': [
    [
      [5000, 6499],
      [6600, 8999],
    ],
    'AB',
  ],
  '12': [
    [
      [3000, 3299],
      [3400, 3499],
      [3600, 3699],
    ],
    'AB',
  ],
  '13': [[[4900, 4999]], 'AB'],
  '14': [[[4700, 4799]], 'AB'],
  '15': [[[3900, 3999]], 'AB'],
  '16': [[[4400, 4499]], 'AB'],
  '17': [[[3300, 3399]], 'AB'],
  '18': [[[3500, 3599]], 'AB'],
  '19': [[[4600, 4649]], 'AB'],
  '20': [[[4100, 4199]], 'AB'],
  '21': [[[4800, 4899]], 'AB'],
  '22': [[[4000, 4049]], 'AB'],
  '23': [[[3700, 3799]], 'AB'],
  '24': [[[4300, 4349]], 'AB'],
  '25': [[[2500, 2599]], 'F'],
  '26': [[[2600, 2699]], 'G'],
  '27': [[[3800, 3849]], 'AB'],
  '28': [[[2100, 2149]], 'G'],
  '29': [[[2150, 2299]], 'G'],
  '30': [[[2900, 2949]], 'AB'],
  '31': [[[2800, 2849]], 'X'],
  '33': [[[6700, 6799]], 'F'],
  '35': [[[2400, 2499]], 'AB'],
  '38': [[[9000, 9499]], 'AB'],
  '88': [[[8800, 8805]], 'AB'],
} as const

export const nzAccounts = dated<NzAccounts>([
  {
    source: 'New Zealand Inland Revenue, RWT and NRWT filing specification: bank account number validation',
    effective_from: '2016-03-31',
    review_by: '2027-03-31',
    value: { methods, banks },
  },
])

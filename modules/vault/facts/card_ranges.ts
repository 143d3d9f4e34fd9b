import type { CardScheme } from '../card.ts'

/** First digits and lengths of card numbers, by scheme. */
export const cardRangeFacts = {
  source:
    'ISO/IEC 7812-1:2017; public BIN tables of the schemes: Visa, Mastercard 2-series (2016), American Express, Discover, Diners Club, JCB, UnionPay, Maestro',
  effective_from: '2022-04-01', // eight-digit BINs, ISO/IEC 7812-1:2017
  review_by: '2027-04-30',
} as const

type Range = readonly [scheme: CardScheme, first: string, last: string, lengths: readonly number[]]

/** The first one that holds the number's first digits is the number's. */
export const cardRanges: readonly Range[] = [
  ['visa', '4', '4', [13, 16, 19]],
  ['mastercard', '51', '55', [16]],
  ['mastercard', '2221', '2720', [16]],
  ['amex', '34', '34', [15]],
  ['amex', '37', '37', [15]],
  ['discover', '6011', '6011', [16, 17, 18, 19]],
  ['discover', '644', '649', [16, 17, 18, 19]],
  ['discover', '65', '65', [16, 17, 18, 19]],
  ['diners', '300', '305', [14, 15, 16, 17, 18, 19]],
  ['diners', '36', '36', [14, 15, 16, 17, 18, 19]],
  ['diners', '38', '39', [14, 15, 16, 17, 18, 19]],
  ['jcb', '3528', '3589', [16, 17, 18, 19]],
  ['unionpay', '62', '62', [16, 17, 18, 19]],
  ['maestro', '50', '50', [12, 13, 14, 15, 16, 17, 18, 19]],
  ['maestro', '56', '69', [12, 13, 14, 15, 16, 17, 18, 19]],
]

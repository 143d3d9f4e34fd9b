import { ownOf } from '../../../kernel/own.ts'
import type { Day } from '../../../kernel/world.ts'
import { complement, digitsOf, weighted, weightedDigitSums } from './digits.ts'
import { abaPrefixes } from './facts/aba_prefixes.ts'
import type { SchemeCheck } from './facts/account_schemes.ts'
import { nzFaults } from './nz_account.ts'

/** What a check found: the end of the rule's name, and a sentence. */
export type CheckFault = {
  readonly rule: string
  readonly detail: string
  readonly severity?: 'noted'
}
type Check = (value: string, on: Day) => readonly CheckFault[]

const wrongDigits: CheckFault = {
  rule: 'check_digits',
  detail: 'the check digits do not fit: something is mistyped',
}
const unless = (is_right: boolean): readonly CheckFault[] => (is_right ? [] : [wrongDigits])

const ABA = [3, 7, 1]
/** Source: American Bankers Association routing number policy; weights 3-7-1, sum a multiple of ten. */
function aba(value: string): readonly CheckFault[] {
  const prefix = Number(value.slice(0, 2))
  const is_assigned = abaPrefixes.ranges.some(([from, to]) => prefix >= from && prefix <= to)
  const detail = `routing numbers begin with 00 to 12, 21 to 32, 61 to 72 or 80, not ${value.slice(0, 2)}`
  const faults = is_assigned && value !== '000000000' ? [] : [{ rule: 'prefix', detail }]
  return [...faults, ...unless(weighted(value, ABA) % 10 === 0)]
}

/** Source: Banco de México, CLABE: weights 3-7-1 over the first 17 digits. */
const clabe: Check = (value) =>
  unless(complement(weighted(value.slice(0, 17), [3, 7, 1]), 10) === Number(value.charAt(17)))

/** Source: BCRA, Clave Bancaria Uniforme: each of the two blocks ends with its own digit. */
const cbu: Check = (value) =>
  unless(
    complement(weighted(value.slice(0, 7), [7, 1, 3, 9, 7, 1, 3]), 10) === Number(value.charAt(7)) &&
      complement(weighted(value.slice(8, 21), [3, 9, 7, 1]), 10) === Number(value.charAt(21)),
  )

/** Bank and branch have the first digit, the account the second: weights 1-2, digits of the products added. */
const cci: Check = (value) =>
  unless(
    complement(weightedDigitSums(value.slice(0, 6), [1, 2]), 10) === Number(value.charAt(18)) &&
      complement(weightedDigitSums(value.slice(6, 18), [1, 2]), 10) === Number(value.charAt(19)),
  )

/** What Brazil's numbers have: eleven less the rest, and 0 instead of 10 and 11. Letters count from 17. */
function brazilianDigit(text: string, weights: readonly number[]): string {
  const sum = weights.reduce((total, weight, at) => total + weight * (text.charCodeAt(at) - 48), 0)
  return String(sum % 11 < 2 ? 0 : 11 - (sum % 11))
}
const countdown = (from: number, to: number): readonly number[] =>
  Array.from({ length: from - to + 1 }, (_, at) => from - at)

const CPF = countdown(11, 2)
function cpf(value: string): readonly CheckFault[] {
  const first = brazilianDigit(value, CPF.slice(1))
  const second = brazilianDigit(value.slice(0, 9) + first, CPF)
  const is_one_digit = /^(\d)\1*$/.test(value) // passes the sum, and is given to nobody
  return unless(value.endsWith(first + second) && !is_one_digit)
}

const CNPJ = [6, ...countdown(5, 2), ...countdown(9, 2)]
const CNPJ_LETTERS_FROM = '2026-07-01'
/** Source: Receita Federal, Instrução Normativa 2.229/2024: letters from July 2026 on, worth their code less 48. */
function cnpj(value: string, on: Day): readonly CheckFault[] {
  const first = brazilianDigit(value, CNPJ.slice(1))
  const second = brazilianDigit(value.slice(0, 12) + first, CNPJ)
  const too_early = /[A-Z]/.test(value) && on < CNPJ_LETTERS_FROM
  return [
    ...(too_early
      ? [{ rule: 'letters', detail: `a CNPJ has letters only from ${CNPJ_LETTERS_FROM} on` }]
      : []),
    ...unless(value.endsWith(first + second) && !/^0*$/.test(value)),
  ]
}

/** Modulus 11 from the right with weights 2 to 7; 10 is written K. */
function rut(value: string): readonly CheckFault[] {
  const sum = digitsOf(value.slice(0, -1))
    .toReversed()
    .reduce((total, digit, at) => total + digit * (2 + (at % 6)), 0)
  const digit = complement(sum, 11)
  return unless(value.slice(-1) === (digit === 10 ? 'K' : String(digit)))
}

const NIT = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43]
function nit(value: string): readonly CheckFault[] {
  const sum = digitsOf(value.slice(0, -1))
    .toReversed()
    .reduce((total, digit, at) => total + digit * (NIT[at] ?? 0), 0)
  const rest = sum % 11
  return unless(Number(value.slice(-1)) === (rest < 2 ? rest : 11 - rest))
}

const ifsc: Check = (value) =>
  value.charAt(4) === '0' ? [] : [{ rule: 'structure', detail: 'the fifth character of an IFSC is a zero' }]

const nricLetters: Readonly<Record<string, readonly [offset: number, letters: string]>> = {
  S: [0, 'JZIHGFEDCBA'],
  T: [4, 'JZIHGFEDCBA'],
  F: [0, 'XWUTRQPNMLK'],
  G: [4, 'XWUTRQPNMLK'],
}
/** The letter of series M is not checked: it is not published with the others. */
function nric(value: string): readonly CheckFault[] {
  const series = ownOf(nricLetters, value.charAt(0))
  if (series === undefined)
    return value.startsWith('M')
      ? []
      : [{ rule: 'structure', detail: 'a NRIC or FIN begins with S, T, F, G or M' }]
  const sum = weighted(value.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + series[0]
  return unless(series[1].charAt(sum % 11) === value.charAt(8))
}

export const accountChecks: Readonly<Record<SchemeCheck, Check>> = {
  aba,
  cbu,
  cci,
  clabe,
  cnpj,
  cpf,
  ifsc,
  nit,
  nric,
  nz_account: nzFaults,
  rut,
}

/** Weights 3-7-3; the six digits of a bank that is not a deposit bank are its five with a 9 in front. */
const NUBAN = [3, 7, 3]

/**
 * Whether a NUBAN is one of a bank: its last digit is made of the bank's code and the serial number.
 * `bank` has 3, 5 or 6 digits. Source: Central Bank of Nigeria, NUBAN standard of 2020.
 */
export function isNubanOf(bank: string, nuban: string): boolean {
  const six = bank.length === 5 ? `9${bank}` : bank.padStart(6, '0')
  if (!/^\d{6}$/.test(six) || !/^\d{10}$/.test(nuban)) return false
  return complement(weighted(six + nuban.slice(0, 9), NUBAN), 10) === Number(nuban.charAt(9))
}

import { weighted, weightedDigitSums } from './digits.ts'
import type { ModulusRow, ModulusTable } from './gb_modulus_table.ts'

/**
 * `right`: the account could exist. `wrong`: it cannot. `not_covered`: the table has no rule for the sort code, so the
 * account must be taken as it is.
 */
export type ModulusVerdict = {
  readonly outcome: 'right' | 'wrong' | 'not_covered'
  /** The rows that were used, and their exceptions: what a person needs to follow the check. */
  readonly checks: readonly {
    readonly method: ModulusRow['method']
    readonly exception: number
    readonly is_right: boolean
  }[]
}

/** Places in the fourteen digits, as the specification letters them: u to z are the sort code, a to h the account. */
const [A, B, C, G, H] = [6, 7, 8, 12, 13]
/** Pairs of exceptions of which one passing check is enough. */
const alternatives: ReadonlyMap<number, number> = new Map([
  [2, 9],
  [10, 11],
  [12, 13],
])

/**
 * Whether an account number can belong to a sort code: modulus checking by Vocalink's specification (MOD10, MOD11 and
 * double alternate, exceptions 1 to 14), by a table that the operator has imported. `sort_code` has 6 digits, `account` 8,
 * both read before. Pure.
 */
export function checkGbAccount(sort_code: string, account: string, table: ModulusTable): ModulusVerdict {
  const rows = table.rows.filter(({ from, to }) => sort_code >= from && sort_code <= to).slice(0, 2)
  const [first, second] = rows
  if (first === undefined) return { outcome: 'not_covered', checks: [] }
  const digits = sort_code + account
  // Exception 6: an account in a foreign currency has no check digit.
  if (first.exception === 6 && /[4-8]/.test(digits.charAt(A)) && digits.charAt(G) === digits.charAt(H))
    return { outcome: 'right', checks: [] }
  const checks = [checked(first, digits, table)]
  const is_alternative = second !== undefined && alternatives.get(first.exception) === second.exception
  const is_first_right = checks[0]?.is_right === true
  if (second !== undefined && is_first_right !== is_alternative && !isSkipped(second, digits))
    checks.push(checked(second, digits, table))
  const is_right = is_alternative
    ? checks.some((check) => check.is_right)
    : checks.every((check) => check.is_right)
  return { outcome: is_right ? 'right' : 'wrong', checks }
}

/** Exception 3: accounts with 6 or 9 in the third place have one check only. */
const isSkipped = ({ exception }: ModulusRow, digits: string): boolean =>
  exception === 3 && /[69]/.test(digits.charAt(C))

function checked(row: ModulusRow, digits: string, table: ModulusTable): ModulusVerdict['checks'][number] {
  const taken = withSortCode(row, digits, table)
  const is_right = passes(row, taken) || (row.exception === 14 && passesShifted(row, taken))
  return { method: row.method, exception: row.exception, is_right }
}

/** Exceptions 5, 8 and 9 check with another sort code than the customer's. */
function withSortCode({ exception }: ModulusRow, digits: string, { substitutes }: ModulusTable): string {
  const sort_code = digits.slice(0, A)
  if (exception === 5) return (substitutes.get(sort_code) ?? sort_code) + digits.slice(A)
  if (exception === 8) return `090126${digits.slice(A)}`
  if (exception === 9) return `309634${digits.slice(A)}`
  return digits
}

function passes(row: ModulusRow, digits: string): boolean {
  const { method, exception } = row
  const weights = weightsFor(row, digits)
  const modulus = method === 'MOD11' ? 11 : 10
  const sum = method === 'DBLAL' ? weightedDigitSums(digits, weights) : weighted(digits, weights)
  // Exception 1: 27 is added to the sum of a double alternate check.
  const rest = (sum + (exception === 1 ? 27 : 0)) % modulus
  if (exception === 4) return rest === Number(digits.slice(G))
  if (exception === 5) return passesBranch(rest, method, digits)
  return rest === 0
}

/** Exception 5 has its own digit for each of its two checks; a rest of 1 in the first one never fits. */
function passesBranch(rest: number, method: ModulusRow['method'], digits: string): boolean {
  const digit = Number(digits.charAt(method === 'DBLAL' ? H : G))
  const modulus = method === 'DBLAL' ? 10 : 11
  return rest === 0 ? digit === 0 : modulus - rest === digit
}

const EXCEPTION_2 = [0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1]
const EXCEPTION_2_G9 = [0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1]

/** Exceptions 2, 7 and 10 change the weights by what the account number holds. */
function weightsFor({ weights, exception }: ModulusRow, digits: string): readonly number[] {
  const is_g9 = digits.charAt(G) === '9'
  if (exception === 2 && digits.charAt(A) !== '0') return is_g9 ? EXCEPTION_2_G9 : EXCEPTION_2
  const is_cut = exception === 7 || (exception === 10 && /^[09]9$/.test(digits.slice(A, C)))
  return is_cut && is_g9 ? weights.map((weight, at) => (at <= B ? 0 : weight)) : weights
}

/** Exception 14: an account that ends with 0, 1 or 9 may have its numbers one place to the right. */
function passesShifted(row: ModulusRow, digits: string): boolean {
  if (!/[019]$/.test(digits)) return false
  return passes(row, `${digits.slice(0, A)}0${digits.slice(A, H)}`)
}

import { ownOf } from '../../../kernel/own.ts'
import { type Day, startOfDay } from '../../../kernel/world.ts'
import { digitsOf } from './digits.ts'
import { type NzMethod, nzAccounts } from './facts/nz_accounts.ts'

const METHOD_B_FROM = 990_000
type NzFault = { readonly rule: string; readonly detail: string; readonly severity?: 'noted' }

/**
 * What is wrong with an account number of New Zealand that has 15 or 16 digits: its bank, its branch, or the check digit
 * of the account by the method of its bank. Banks open branches between two editions of the table, so an unknown bank or
 * branch is only noted, and not checked further.
 */
export function nzFaults(value: string, on: Day): readonly NzFault[] {
  const { banks, methods } = nzAccounts(startOfDay(on)).value
  const bank = value.slice(0, 2)
  const branch = Number(value.slice(2, 6))
  const account = value.slice(6, 13)
  const row = ownOf(banks, bank)
  if (row === undefined)
    return [{ rule: 'bank', detail: `bank ${bank} is not in the table of the tax office`, severity: 'noted' }]
  const [ranges, method] = row
  if (!ranges.some(([from, to]) => branch >= from && branch <= to))
    return [{ rule: 'branch', detail: `bank ${bank} had no branch ${value.slice(2, 6)}`, severity: 'noted' }]
  const name = method === 'AB' ? (Number(account) < METHOD_B_FROM ? 'A' : 'B') : method
  const rule = ownOf(methods, name)
  const padded = `${value.slice(0, 6)}0${account}${value.slice(13).padStart(4, '0')}`
  return rule === undefined || sum(padded, rule) % rule.modulus === 0
    ? []
    : [{ rule: 'check_digits', detail: 'the check digit does not fit: something is mistyped' }]
}

const folded = (number: number): number => (number > 9 ? Math.floor(number / 10) + (number % 10) : number)

function sum(padded: string, { weights, by_digit }: NzMethod): number {
  return digitsOf(padded).reduce((total, digit, at) => {
    const product = digit * (weights[at] ?? 0)
    return total + (by_digit === true ? folded(folded(product)) : product)
  }, 0)
}

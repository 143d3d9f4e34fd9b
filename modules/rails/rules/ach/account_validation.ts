import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, federalReserve } from '../../calendars/calendar.ts'
import type { RuleBook } from '../rule_book.ts'
import { allow, refuse, type Verdict } from '../verdict.ts'
import { type AchRule, achRules } from './facts/ach_rules.ts'
import type { AchDirection } from './facts/windows.ts'

export type PrenoteAsked = {
  readonly prenote_settled_on: Day
  /** What came back for the prenote so far. */
  readonly answer: 'none' | 'returned' | 'noc'
  /** The correction that a notification of change asked for was made. */
  readonly is_corrected?: boolean
  /** The effective entry date of the live entry. */
  readonly on: Day
}

/** Whether live entries may follow a prenote: from the third banking day after its settlement, if nothing came back. */
export function mayFollowPrenote(
  { prenote_settled_on, answer, is_corrected = false, on }: PrenoteAsked,
  rules: RuleBook<AchRule> = achRules,
  calendar: BankingCalendar = federalReserve,
): Verdict {
  const wait = rules.on('prenote_wait', prenote_settled_on)
  const from = calendar.addBankingDays(prenote_settled_on, wait.value)
  if (answer === 'returned')
    return refuse('ach.prenote.returned', 'The prenote came back: the account is not good.', wait.source)
  if (answer === 'noc' && !is_corrected)
    return refuse('ach.prenote.noc', 'Make the correction first.', wait.source, { from })
  const because = `Live entries from banking day ${wait.value} after the prenote.`
  const rule = 'ach.prenote.wait'
  return on >= from
    ? allow(rule, because, wait.source, { from })
    : refuse(rule, because, wait.source, { from })
}

export type MicroEntry = { readonly direction: AchDirection; readonly amount: bigint }
export type MicroEntriesAsked = {
  readonly entries: readonly MicroEntry[]
  readonly description: string
  readonly on: Day
}

/**
 * Whether a set of micro-entries keeps the rules: each below 1 USD, debits together not above credits, described as
 * `ACCTVERIFY`. They are watched for fraud like other entries.
 */
export function checkMicroEntries(
  { entries, description, on }: MicroEntriesAsked,
  rules: RuleBook<AchRule> = achRules,
): Verdict {
  const limit = rules.on('micro_entry_below', on)
  const no = (rule: string, because: string): Verdict =>
    refuse(`ach.micro_entry.${rule}`, because, limit.source)
  if (entries.length === 0) return no('none', 'There is no entry.')
  if (description !== 'ACCTVERIFY') return no('description', 'The description must be ACCTVERIFY.')
  if (entries.some(({ amount }) => amount <= 0n || amount >= BigInt(limit.value)))
    return no('amount', `Each amount is above 0 and below ${limit.value} cents.`)
  const total = (direction: AchDirection): bigint =>
    entries.reduce((sum, one) => (one.direction === direction ? sum + one.amount : sum), 0n)
  if (total('debit') > total('credit')) return no('balance', 'Debits must not be above credits.')
  return allow('ach.micro_entry.kept', 'The micro-entries keep the rules.', limit.source)
}

/** Whether live entries may follow micro-entries: not before the receiver named the amounts. */
export function mayFollowMicroEntries(
  { is_verified, on }: { readonly is_verified: boolean; readonly on: Day },
  rules: RuleBook<AchRule> = achRules,
): Verdict {
  const { source } = rules.on('micro_entry_below', on)
  const rule = 'ach.micro_entry.verified'
  return is_verified
    ? allow(rule, 'The account is verified.', source)
    : refuse(rule, 'No live entry until the account is verified.', source)
}

export type WebDebitAsked = {
  readonly sec: string
  readonly direction: AchDirection
  /** The account number was not debited by this originator before, or was changed since. */
  readonly is_first_use: boolean
  /** By prenote, micro-entries, open banking or a service. */
  readonly is_validated: boolean
  readonly on: Day
}

/** Whether the account of a WEB debit had to be validated first, and was. */
export function mayDebitWeb(
  { sec, direction, is_first_use, is_validated, on }: WebDebitAsked,
  rules: RuleBook<AchRule> = achRules,
): Verdict {
  const { source } = rules.on('web_validation', on)
  const rule = 'ach.web.first_use'
  if (sec !== 'WEB' || direction !== 'debit') return allow(rule, 'It is no WEB debit.', source)
  if (!rules.isInForce('web_validation', on)) return allow(rule, 'The rule had not begun.', source)
  if (!is_first_use) return allow(rule, 'The account was used before.', source)
  return is_validated
    ? allow(rule, 'The account was validated.', source)
    : refuse(rule, 'The first WEB debit of an account needs its validation.', source)
}

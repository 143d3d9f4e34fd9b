import type { Day } from '../../../../kernel/world.ts'
import { type BankingCalendar, target } from '../../calendars/calendar.ts'
import { plusMonths } from '../../calendars/days.ts'
import { readRecallReason } from '../../codes/sepa.ts'
import type { RuleBook } from '../rule_book.ts'
import { refuse, throughDay, type Verdict } from '../verdict.ts'
import { type SepaRule, sepaRules } from './facts/sepa_rules.ts'

export type RecallAsked = {
  /** DUPL, TECH, FRAD; CUST, AC03, AM09 for a request by the originator. */
  readonly reason: string
  readonly executed_on: Day
  readonly on: Day
  /** One recall per payment: a second one is refused, also when the first was. */
  readonly is_recalled: boolean
}

/** Whether a credit transfer may be asked back (camt.056). SCT and SCT Inst have the same windows. */
export function mayRecall(
  { reason, executed_on, on, is_recalled }: RecallAsked,
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): Verdict {
  const row = readRecallReason(reason)
  if (!row.is_known) return refuse('sepa.recall.reason', `${reason} is no reason of a recall.`, row.source)
  const isShort = row.kind === 'recall' && reason !== 'FRAD'
  const window = rules.on(isShort ? 'recall' : 'recall_fraud', executed_on)
  if (is_recalled)
    return refuse('sepa.recall.once', 'It was recalled before.', 'Oracle SEPA 2025: one recall per original')
  if (on < executed_on)
    return refuse('sepa.recall.executed', 'It was not executed yet: cancel it.', window.source, {
      from: executed_on,
    })
  const until = isShort
    ? calendar.addBankingDays(executed_on, window.value)
    : plusMonths(executed_on, window.value)
  const because = `${reason}: within ${window.value} ${isShort ? 'banking days' : 'months'} of execution.`
  return throughDay(on, until, `sepa.recall.${reason}`, because, window.source)
}

/** By when a recall must be answered, with the money (pacs.004, FOCR) or a reason (camt.029). */
export const recallAnswerDue = (
  received_on: Day,
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): Day => calendar.addBankingDays(received_on, rules.on('recall_answer', received_on).value)

/** Whether the beneficiary bank may still return a credit transfer that it cannot post. */
export function mayReturnSct(
  { settled_on, on }: { readonly settled_on: Day; readonly on: Day },
  rules: RuleBook<SepaRule> = sepaRules,
  calendar: BankingCalendar = target,
): Verdict {
  const { value, source } = rules.on('sct_return', settled_on)
  const until = calendar.addBankingDays(settled_on, value)
  return throughDay(on, until, 'sepa.sct.return', `Within ${value} banking days of settlement.`, source)
}

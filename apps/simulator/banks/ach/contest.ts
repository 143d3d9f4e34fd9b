import { ownOf } from '../../../../kernel/own.ts'
import type { Day } from '../../../../kernel/world.ts'
import { federalReserve } from '../../../../modules/rails/index.ts'
import type { BankGround } from '../ground.ts'
import { answerByTrace, type AnswerRow, type Item, itemOf, planAnswer } from './answers.ts'
import { morningOf } from './clearing.ts'
import { contests, DISHONOR_DAYS } from './facts.ts'

/**
 * A customer does not accept a return. Its money moves back as the dishonour settles; a receiving bank that contests it sends
 * that on the next banking day, and the money goes the other way once more. Otherwise it has accepted, and says nothing.
 */
export function planContest(ground: BankGround, item: Item): void {
  const addenda = item.entry.addenda.at(-1)
  if (addenda?.kind !== 'dishonored_return') return
  const returned = answerByTrace(ground, addenda.return_trace_number)
  if (returned?.sent_on === null || returned?.sent_on === undefined) return
  const settles_on = item.settles_on as Day
  const code = contestCode(returned, {
    code: addenda.reason_code,
    settles_on,
    account: item.entry.account_number,
  })
  if (code === undefined) return
  const comes_at = morningOf(federalReserve.nextBankingDay(settles_on))
  const contested = {
    returned_on: returned.sent_on,
    return_settled_on: returned.sent_on,
    original_settled_on: itemOf(returned).settles_on,
  }
  const answer = { comes_at, kind: 'contested', code, is_in_time: true, is_copy: false } as const
  planAnswer(ground, answer, { ...item, contested })
}

type Dishonor = { readonly code: string; readonly settles_on: Day; readonly account: string }

/** Undefined: the dishonour is accepted. */
function contestCode(returned: AnswerRow, { code, settles_on, account }: Dishonor): string | undefined {
  const days = federalReserve.bankingDaysBetween(returned.sent_on as Day, settles_on)
  if (days > DISHONOR_DAYS) return contests.too_late
  if (code === 'R68' && returned.is_in_time === 1) return contests.R68
  if (code === 'R67' && returned.is_copy === 0) return contests.R67
  return contests.insists.test(account.trim()) ? ownOf(contests.insisted, code) : undefined
}

import { dated } from '../dated.ts'
import type { DeclineCode } from './taxonomy.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export type AdviceRule = {
  readonly text: string
  /** `never`: not again. `changed`: only with other details. `wait`: after so long. `silent`: says nothing about it. */
  readonly next: 'never' | 'changed' | 'wait' | 'silent'
  readonly wait_ms?: number
  /** Where the advice knows more than the response code. */
  readonly code?: DeclineCode
}
export type MastercardRetryRule = {
  readonly declines_a_day_max: number
  /** Of the same amount. */
  readonly declines_in_30_days_max: number
  readonly advice: Readonly<Record<string, AdviceRule>>
}

const after = (text: string, wait_ms: number): AdviceRule => ({ text, next: 'wait', wait_ms })

const advice: MastercardRetryRule['advice'] = {
  '01': { text: 'new account information is available', next: 'changed', code: 'new_account_details' },
  '02': after('try again later: no sooner than 72 hours', 72 * HOUR_MS),
  '03': { text: 'do not try again', next: 'never', code: 'do_not_try_again' },
  '04': { text: 'token requirements are not fulfilled', next: 'changed', code: 'token_invalid' },
  '05': { text: 'the negotiated value is not approved', next: 'silent' },
  '21': { text: 'the cardholder stopped recurring payments', next: 'never', code: 'revoked_single' },
  '22': { text: 'the merchant does not qualify for the product code', next: 'silent' },
  '24': after('try again after 1 hour', HOUR_MS),
  '25': after('try again after 24 hours', DAY_MS),
  '26': after('try again after 2 days', 2 * DAY_MS),
  '27': after('try again after 4 days', 4 * DAY_MS),
  '28': after('try again after 6 days', 6 * DAY_MS),
  '29': after('try again after 8 days', 8 * DAY_MS),
  '30': after('try again after 10 days', 10 * DAY_MS),
  '40': {
    text: 'a prepaid card that cannot be loaded again: do not keep it for later payments',
    next: 'silent',
  },
  '41': { text: 'a virtual card for one use: do not keep it for later payments', next: 'silent' },
  '42': { text: 'the sanctions score was exceeded', next: 'never', code: 'compliance_blocked' },
  '99': { text: 'do not try again (processor)', next: 'never', code: 'do_not_try_again' },
}
const review_by = '2027-04-30'

export const mastercardRetries = dated<MastercardRetryRule>([
  {
    source: 'Mastercard transaction excellence: 20 declines in 24 hours',
    effective_from: '2021-01-01',
    review_by,
    value: { declines_a_day_max: 20, declines_in_30_days_max: 35, advice },
  },
  {
    source:
      'Mastercard transaction excellence: 10 declines in 24 hours, 35 of one amount in 30 days; merchant advice codes',
    effective_from: '2022-10-01',
    review_by,
    value: { declines_a_day_max: 10, declines_in_30_days_max: 35, advice },
  },
])

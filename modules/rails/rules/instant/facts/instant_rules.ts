import type { InstantRail } from '../../../codes/facts/instant_statuses.ts'
import { type RuleBook, type RuleRow, type RuleUnit, ruleBook } from '../../rule_book.ts'

/** `clock`: from sending to the end. `query_wait`: how long after its end a status is asked for. */
export type InstantRule = `${InstantRail}_${
  | 'clock'
  | 'receiver_answer'
  | 'query_wait'
  | 'requery_wait'
  | 'query_days_back'}`
export type InstantExtra =
  | 'fednow_receiver_answer_min'
  | 'sct_inst_target'
  | 'sct_inst_originator_confirmation'
  | 'fednow_return_request'
  | 'fednow_warranty_claim'
  | 'fednow_answer_first'
  | 'fednow_answer_final'
  | 'fednow_answer_warranty'
  | 'rtp_answer_final'
  | 'sct_inst_answer_final'
  | 'fednow_acwp'
  | 'rtp_acwp'

export type InstantRuleName = InstantRule | InstantExtra

type Row = readonly [name: InstantRuleName, value: number, unit: RuleUnit, source: string]
const fednow = 'FedNow Operating Procedures, October 2024'
const inst = 'SCT Inst 5-7-9: Red Compass Labs; paymentbrief runbook'
const ours = '[K] Florin: a few seconds after the clock, and not in a hurry after that'

const rows: readonly Row[] = [
  ['fednow_clock', 20_000, 'ms', fednow],
  ['rtp_clock', 15_000, 'ms', '[K] RTP'],
  ['sct_inst_clock', 10_000, 'ms', inst],
  ['fednow_receiver_answer', 5_000, 'ms', `${fednow}: 1 to 5 seconds are reserved, as configured`],
  ['fednow_receiver_answer_min', 1_000, 'ms', fednow],
  ['rtp_receiver_answer', 5_000, 'ms', '[K] RTP'],
  ['sct_inst_receiver_answer', 7_000, 'ms', inst],
  ['sct_inst_target', 5_000, 'ms', inst],
  ['sct_inst_originator_confirmation', 9_000, 'ms', inst],
  ['fednow_query_wait', 5_000, 'ms', ours],
  ['rtp_query_wait', 5_000, 'ms', ours],
  ['sct_inst_query_wait', 5_000, 'ms', ours],
  ['fednow_requery_wait', 30_000, 'ms', ours],
  ['rtp_requery_wait', 30_000, 'ms', ours],
  ['sct_inst_requery_wait', 30_000, 'ms', ours],
  ['fednow_query_days_back', 1, 'calendar_days', `${fednow}: today’s and yesterday’s messages`],
  ['rtp_query_days_back', 1, 'calendar_days', '[K] not published: as FedNow, the narrower'],
  ['sct_inst_query_days_back', 1, 'calendar_days', '[K] not published: as FedNow, the narrower'],
  ['fednow_acwp', 1, 'banking_days', `${fednow}: by midnight ET of the next standard business day`],
  ['rtp_acwp', 1, 'banking_days', '[K] similar to FedNow'],
  ['fednow_return_request', 60, 'calendar_days', fednow],
  ['fednow_warranty_claim', 95, 'calendar_days', fednow],
  ['fednow_answer_first', 1, 'banking_days', fednow],
  ['fednow_answer_final', 10, 'banking_days', fednow],
  ['fednow_answer_warranty', 20, 'banking_days', fednow],
  ['rtp_answer_final', 10, 'banking_days', '[K] RTP'],
  ['sct_inst_answer_final', 15, 'banking_days', '[K] SCT Inst'],
]

/** Clocks and windows of the instant rails. Give a function an `amended` book to use others. */
export const instantRules: RuleBook<InstantRuleName> = ruleBook(
  rows.map(
    ([name, value, unit, source]): RuleRow<InstantRuleName> => ({
      name,
      value,
      unit,
      source,
      effective_from: '2023-07-20',
      review_by: '2027-07-31',
    }),
  ),
)

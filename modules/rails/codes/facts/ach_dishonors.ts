import type { Provenance } from '../../cards/dated.ts'
import type { RailAction } from '../actions.ts'
import type { AchReturnCode, ReturnWindow } from './ach_returns.ts'

const dishonor: ReturnWindow = { kind: 'banking_days', days: 5, from: 'return' }
const contest: ReturnWindow = { kind: 'banking_days', days: 2, from: 'dishonor' }

type Row = readonly [
  code: string,
  name: string,
  auto_action: RailAction,
  note: string,
  answers?: readonly string[],
]

const provenance: Provenance = {
  source:
    '[K] Nacha dishonoured returns, 5 banking days of the settlement of the return, and contested ones, 2 banking days of the settlement of the dishonour; names from moov-io/ach',
  effective_from: '2020-04-01',
  // Nacha asked in 2026 whether these windows should be shorter.
  review_by: '2027-03-31',
}

/** Sent by the ODFI to the RDFI: the return was wrong. The action is that of the RDFI, who gets it. */
const dishonors: readonly Row[] = [
  ['R61', 'Misrouted return', 'OPS_REVIEW', 'RDFI: answer R71 or R74, or accept.', ['R71', 'R74']],
  ['R62', 'Return of erroneous/reversing debit', 'OPS_REVIEW', 'RDFI: may answer R77.', ['R77']],
  ['R67', 'Duplicate return', 'OPS_REVIEW', 'RDFI: may answer R75.', ['R75']],
  ['R68', 'Untimely return', 'OPS_REVIEW', 'RDFI: may answer R73.', ['R73']],
  ['R69', 'Field error(s)', 'OPS_REVIEW', 'RDFI: answers R74, corrected.', ['R74']],
  ['R70', 'Permissible return not accepted', 'OPS_REVIEW', ''],
]
/** Sent by the RDFI to the ODFI: the return was right, or is right now. */
const contests: readonly Row[] = [
  ['R71', 'Misrouted dishonored return', 'OPS_REVIEW', ''],
  ['R72', 'Untimely dishonored return', 'ACCEPT_LOSS', ''],
  ['R73', 'Timely original return', 'ACCEPT_LOSS', 'Or a claim outside of ACH.'],
  ['R74', 'Corrected return', 'NONE', 'Apply the corrected return.'],
  ['R75', 'Return not a duplicate', 'NONE', 'Post the second return.'],
  ['R76', 'No errors found', 'ACCEPT_LOSS', ''],
  ['R77', 'Non-acceptance of R62', 'ACCEPT_LOSS', ''],
]
/** [K] Whatever was dishonoured, it can have come too late (R72) or to the wrong bank (R71); R69 can be without cause (R76). */
const ANSWERS_TO_ANY = ['R71', 'R72']
const answersTo = (code: string, listed: readonly string[]): readonly string[] =>
  [...new Set([...listed, ...ANSWERS_TO_ANY, ...(code === 'R69' ? ['R76'] : [])])].sort((a, b) =>
    a < b ? -1 : 1,
  )

const toRow =
  (by: 'odfi' | 'rdfi', window: ReturnWindow) =>
  ([code, name, auto_action, note, answers = []]: Row): AchReturnCode => ({
    code,
    name,
    by,
    window,
    bucket: null,
    bucket_since: null,
    answers: by === 'odfi' ? answersTo(code, answers) : [],
    auto_action,
    then_action: null,
    note,
    is_known: true,
    ...provenance,
  })

export const achDishonorRows: readonly AchReturnCode[] = dishonors.map(toRow('odfi', dishonor))
export const achContestRows: readonly AchReturnCode[] = contests.map(toRow('rdfi', contest))

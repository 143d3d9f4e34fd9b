import type { Provenance } from '../../cards/dated.ts'

export type InstantRail = 'fednow' | 'rtp' | 'sct_inst'
export type InstantStatus = Provenance & {
  readonly code: string
  readonly meaning: string
  readonly rails: readonly InstantRail[]
  /** `settled`: money moved between the banks. `open`: wait for another status. `rejected`: it did not move. */
  readonly state: 'settled' | 'open' | 'rejected' | 'unknown'
  /** No other status follows it. */
  readonly is_final: boolean
  readonly is_known: boolean
}

const fednow = 'FedNow Operating Procedures, October 2024'
const row = (
  code: string,
  meaning: string,
  rails: readonly InstantRail[],
  state: InstantStatus['state'],
  more: { readonly is_final: boolean; readonly source?: string },
): InstantStatus => ({
  code,
  meaning,
  rails,
  state,
  is_final: more.is_final,
  is_known: true,
  source: more.source ?? fednow,
  effective_from: '2023-07-20',
  review_by: '2027-07-31',
})
const us: readonly InstantRail[] = ['fednow', 'rtp']
const open = { is_final: false }
const final = { is_final: true }

export const instantStatusRows: readonly InstantStatus[] = [
  row('ACTC', 'the receiver will take it; not settled yet', us, 'open', {
    is_final: false,
    source: `${fednow}; [K] for RTP`,
  }),
  row('ACSC', 'settled', ['fednow'], 'settled', open),
  row(
    'ACWP',
    'settled, and not posted yet: accept or reject follows by midnight ET of the next business day',
    us,
    'settled',
    { is_final: false, source: `${fednow}; [K] for RTP` },
  ),
  row('ACCC', 'posted to the creditor’s account', ['fednow'], 'settled', final),
  row('PDNG', 'pending: no accept or reject came in time', ['fednow'], 'settled', open),
  row('BLCK', 'settled and blocked at the receiver', ['fednow'], 'settled', final),
  row('ACCP', 'accepted: the beneficiary has it', ['sct_inst'], 'settled', {
    is_final: true,
    source: 'SCT Inst: confirmation of the beneficiary bank; Red Compass Labs, paymentbrief',
  }),
  row(
    'RJCT',
    'rejected: money did not move; after ACWP it comes back as a return',
    ['fednow', 'rtp', 'sct_inst'],
    'rejected',
    final,
  ),
]

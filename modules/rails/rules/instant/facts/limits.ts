import { dated, type Version } from '../../../cards/dated.ts'
import type { InstantRail } from '../../../codes/facts/instant_statuses.ts'

/** Per payment, in minor units of the rail’s currency; null: the rail has none, and those of PSP and customer count. */
export type RailLimit = { readonly amount_max: bigint | null; readonly currency: 'USD' | 'EUR' }

const review_by = '2027-07-31'
const limit = (
  effective_from: string,
  amount_max: bigint | null,
  currency: RailLimit['currency'],
  source: string,
): Version<RailLimit> => ({ effective_from, source, review_by, value: { amount_max, currency } })

export const railLimits: Readonly<Record<InstantRail, readonly Version<RailLimit>[]>> = {
  fednow: [
    limit(
      '2023-07-20',
      50_000_000n,
      'USD',
      'FedNow Operating Procedures, October 2024; a bank’s default is 100,000 USD',
    ),
    limit('2025-06-24', 100_000_000n, 'USD', 'frbservices.org press release of 2025-06-24'),
    // The day in November is not in our sources: its last one is the safe reading.
    limit('2025-11-30', 1_000_000_000n, 'USD', 'raised in November 2025: waymark, TabaPay'),
  ],
  rtp: [
    limit('2017-11-13', 2_500_000n, 'USD', '[K] RTP at its start'),
    limit('2020-02-01', 10_000_000n, 'USD', '[K] RTP'),
    limit('2022-04-14', 100_000_000n, 'USD', '[K] RTP'),
    limit('2025-02-09', 1_000_000_000n, 'USD', 'raised in February 2025: waymark, TabaPay; [K] the day'),
  ],
  sct_inst: [
    limit('2017-11-21', 1_500_000n, 'EUR', '[K] SCT Inst at its start'),
    limit('2020-07-01', 10_000_000n, 'EUR', '[K] SCT Inst'),
    limit('2025-10-05', null, 'EUR', '[K] the cap of the scheme was removed in October 2025'),
  ],
}

export const railLimit = {
  fednow: dated(railLimits.fednow),
  rtp: dated(railLimits.rtp),
  sct_inst: dated(railLimits.sct_inst),
}

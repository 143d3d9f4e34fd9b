import type { CardScheme } from '../../card_connector.ts'
import { dated } from '../dated.ts'
import type { FeeRegion } from './regions.ts'

/**
 * A share in millionths of the amount, and a fixed part in millionths of the smallest unit, by the currency it is
 * published in; other currencies have none. 0.20 % is 2,000; 21 US cents are 21,000,000.
 */
export type FeeRate = { readonly ppm: bigint; readonly fixed: Readonly<Record<string, bigint>> }
export type FeeRow = FeeRate & {
  readonly id: string
  readonly schemes: readonly CardScheme[] | 'any'
  readonly regions: readonly FeeRegion[] | 'any'
  readonly funding: readonly ('credit' | 'debit' | 'prepaid')[] | 'any'
  readonly channel: 'present' | 'not_present' | 'any'
  /** Merchant category codes; any when empty. */
  readonly mccs: readonly string[]
  readonly source: string
}
type Match = Partial<Pick<FeeRow, 'schemes' | 'regions' | 'funding' | 'channel' | 'mccs'>>

const CENT = 1_000_000n
const row = (id: string, source: string, ppm: bigint, fixed: FeeRate['fixed'], match: Match): FeeRow => ({
  id,
  source,
  ppm,
  fixed,
  schemes: 'any',
  regions: 'any',
  funding: 'any',
  channel: 'any',
  mccs: [],
  ...match,
})

const four = ['visa', 'mastercard', 'maestro'] as const
const IFR = 'Regulation (EU) 2015/751, articles 3 and 4'
const UK_IFR = 'Interchange Fee Regulations as kept in UK law (SI 2019/284)'
const COMMITMENTS = 'European Commission cases AT.39398 and AT.40049: commitments of Visa and Mastercard'
const CROSS = 'Visa and Mastercard UK–EEA card-not-present rates since 2021-10 and 2022-04'
const REG_II = 'US Regulation II, 12 CFR 235.3 and 235.4: 0.05 % + 21 cents + 1 cent for fraud prevention'
const US_TYPICAL =
  'typical published US credit and prepaid programmes (general knowledge: confirm with your acquirer)'
const TYPICAL = 'typical for the region (general knowledge: confirm with your acquirer)'

/** The first row that fits counts. */
export const interchange = dated<readonly FeeRow[]>([
  {
    source: 'interchange by scheme, region, funding, category and channel',
    effective_from: '2021-10-16',
    review_by: '2027-04-30',
    value: [
      row('ifr_debit', IFR, 2_000n, {}, { schemes: four, regions: ['eea'], funding: ['debit', 'prepaid'] }),
      row('ifr_credit', IFR, 3_000n, {}, { schemes: four, regions: ['eea'] }),
      row('uk_debit', UK_IFR, 2_000n, {}, { schemes: four, regions: ['uk'], funding: ['debit', 'prepaid'] }),
      row('uk_credit', UK_IFR, 3_000n, {}, { schemes: four, regions: ['uk'] }),
      ...europeFromAbroad('eea_uk', CROSS),
      ...europeFromAbroad('into_europe', COMMITMENTS),
      row('us_regulated_debit', REG_II, 500n, { USD: 22n * CENT }, { regions: ['us'], funding: ['debit'] }),
      row(
        'us_prepaid',
        US_TYPICAL,
        17_500n,
        { USD: 20n * CENT },
        { schemes: four, regions: ['us'], funding: ['prepaid'] },
      ),
      row(
        'us_credit_utility',
        US_TYPICAL,
        0n,
        { USD: 75n * CENT },
        { schemes: four, regions: ['us'], mccs: ['4900'] },
      ),
      row(
        'us_credit_charity',
        US_TYPICAL,
        13_500n,
        { USD: 5n * CENT },
        { schemes: four, regions: ['us'], mccs: ['8398'] },
      ),
      row(
        'us_credit_supermarket',
        US_TYPICAL,
        12_200n,
        { USD: 5n * CENT },
        { schemes: four, regions: ['us'], channel: 'present', mccs: ['5411'] },
      ),
      row(
        'us_credit_present',
        US_TYPICAL,
        15_100n,
        { USD: 10n * CENT },
        { schemes: four, regions: ['us'], channel: 'present' },
      ),
      row('us_visa_credit', US_TYPICAL, 18_000n, { USD: 10n * CENT }, { schemes: ['visa'], regions: ['us'] }),
      row(
        'us_mastercard_credit',
        US_TYPICAL,
        19_500n,
        { USD: 10n * CENT },
        { schemes: ['mastercard', 'maestro'], regions: ['us'] },
      ),
      row(
        'us_discover_credit',
        US_TYPICAL,
        18_700n,
        { USD: 10n * CENT },
        { schemes: ['discover', 'diners', 'jcb', 'unionpay'], regions: ['us'] },
      ),
      row('amex_discount', TYPICAL, 24_000n, { USD: 10n * CENT }, { schemes: ['amex'] }),
      row(
        'domestic_debit',
        TYPICAL,
        8_000n,
        {},
        { regions: ['domestic', 'eea', 'uk'], funding: ['debit', 'prepaid'] },
      ),
      row('domestic_credit', TYPICAL, 14_000n, {}, { regions: ['domestic', 'eea', 'uk'] }),
      row('inter_regional_debit', TYPICAL, 11_500n, {}, { funding: ['debit', 'prepaid'] }),
      row('inter_regional_credit', TYPICAL, 18_000n, {}, {}),
    ],
  },
])

function europeFromAbroad(region: FeeRegion, source: string): FeeRow[] {
  const at = (id: string, ppm: bigint, match: Match): FeeRow =>
    row(`${region}_${id}`, source, ppm, {}, { schemes: four, regions: [region], ...match })
  return [
    at('debit_present', 2_000n, { funding: ['debit', 'prepaid'], channel: 'present' }),
    at('credit_present', 3_000n, { channel: 'present' }),
    at('debit', 11_500n, { funding: ['debit', 'prepaid'] }),
    at('credit', 15_000n, {}),
  ]
}

const ASSESSMENTS =
  'Visa and Mastercard assessments and network fees as commonly published (confirm with your acquirer)'

export const schemeFees = dated<readonly FeeRow[]>([
  {
    source: 'assessments and fees per authorisation',
    effective_from: '2021-10-16',
    review_by: '2027-04-30',
    value: [
      row(
        'visa_us_debit',
        ASSESSMENTS,
        1_300n,
        { USD: 1_550_000n },
        { schemes: ['visa'], regions: ['us'], funding: ['debit', 'prepaid'] },
      ),
      row('visa_us', ASSESSMENTS, 1_400n, { USD: 1_950_000n }, { schemes: ['visa'], regions: ['us'] }),
      row(
        'mastercard_us',
        ASSESSMENTS,
        1_400n,
        { USD: 1_950_000n },
        { schemes: ['mastercard', 'maestro'], regions: ['us'] },
      ),
      row(
        'visa_europe',
        ASSESSMENTS,
        300n,
        { EUR: 2_000_000n, GBP: 2_000_000n },
        { schemes: ['visa'], regions: ['eea', 'uk'] },
      ),
      row(
        'mastercard_europe',
        ASSESSMENTS,
        350n,
        { EUR: 2_000_000n, GBP: 2_000_000n },
        { schemes: ['mastercard', 'maestro'], regions: ['eea', 'uk'] },
      ),
      row(
        'europe_from_abroad',
        ASSESSMENTS,
        6_000n,
        { EUR: 3_000_000n, GBP: 3_000_000n },
        { schemes: four, regions: ['eea_uk', 'into_europe'] },
      ),
      row(
        'inter_regional',
        ASSESSMENTS,
        10_000n,
        { USD: 2_000_000n, EUR: 2_000_000n },
        { schemes: four, regions: ['inter_regional'] },
      ),
      row('amex', TYPICAL, 1_500n, {}, { schemes: ['amex'] }),
      row('other', TYPICAL, 1_300n, { USD: 1_900_000n }, {}),
    ],
  },
])

import { draw } from '../../draw.ts'

const USD = 100

/**
 * What the bank does with ACH files and tells nobody, so that somebody has to find out. Listed for maintainers in
 * docs/guides/simulator.md; connectors and guides for users must not mention it.
 */
export const achSecretRules = {
  /** A batch whose debits or credits are above is refused. Each world has a limit of its own between these, in cents. */
  batch_total_max: [10_000_000 * USD, 25_000_000 * USD],
  /** A batch whose company entry description has a small letter is refused. */
  description_in_capitals: true,
} as const

/** The hidden limit of one world, in cents: whole hundred thousands of dollars. */
export function batchTotalMax(seed: string): number {
  const [least, most] = achSecretRules.batch_total_max
  const step = 100_000 * USD
  const steps = Math.floor(draw(seed, 'ach batch limit').share(0) * ((most - least) / step))
  return least + steps * step
}

/** How long before a deadline of the operator the bank closes its own file. The guide says so. */
export const ODFI_LEAD_MINUTES = 15
/** When files of returns and notifications come, on banking days in New York. */
export const answerTimes = ['08:15', '17:45'] as const

/** A dishonour must settle within so many banking days of the return. Source: payment-codes.md 1. */
export const DISHONOR_DAYS = 5
/**
 * By which code a receiving bank contests a dishonour that is wrong. The first three it finds in its own books; the others
 * only for account numbers that end in 99, because whether a field was wrong is not to be seen from here.
 */
export const contests = {
  too_late: 'R72',
  R68: 'R73',
  R67: 'R75',
  insisted: { R61: 'R71', R62: 'R77', R69: 'R76' } as Readonly<Record<string, string>>,
  insists: /99$/,
} as const

type Share = readonly [code: string, weight: number]

/** How often each reason is drawn where `return_ppm` says that an ordinary entry comes back. */
export const returnShares: Readonly<Record<'consumer_debit' | 'company_debit' | 'credit', readonly Share[]>> =
  {
    consumer_debit: [
      ['R01', 420],
      ['R02', 90],
      ['R03', 70],
      ['R10', 60],
      ['R08', 50],
      ['R09', 40],
      ['R07', 30],
      ['R11', 20],
      ['R04', 20],
      ['R20', 15],
      ['R16', 10],
      ['R17', 8],
      ['R13', 6],
      ['R12', 5],
      ['R28', 4],
      ['R14', 3],
      ['R15', 3],
      ['R22', 3],
      ['R34', 2],
    ],
    company_debit: [
      ['R29', 200],
      ['R01', 180],
      ['R02', 90],
      ['R03', 70],
      ['R05', 20],
      ['R08', 40],
      ['R09', 40],
      ['R04', 20],
      ['R16', 10],
      ['R17', 8],
      ['R31', 8],
      ['R13', 6],
      ['R21', 5],
      ['R25', 3],
    ],
    credit: [
      ['R03', 300],
      ['R02', 200],
      ['R04', 60],
      ['R20', 40],
      ['R23', 40],
      ['R16', 20],
      ['R17', 10],
      ['R15', 8],
      ['R14', 8],
      ['R13', 6],
      ['R12', 5],
      ['R34', 2],
    ],
  }

/** How often each change is drawn where `noc_ppm` says that an ordinary entry brings a notification. */
export const changeShares: readonly Share[] = [
  ['C01', 300],
  ['C05', 200],
  ['C02', 150],
  ['C03', 100],
  ['C06', 80],
  ['C09', 70],
  ['C04', 50],
  ['C07', 50],
]

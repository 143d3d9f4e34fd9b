import type { Dice } from '../dice.ts'
import type { House } from './house.ts'
import type { Party, Trade } from './trade.ts'

const codes = [
  'R01 R01 R01 R01 R01 R02 R03 R03 R04 R05 R06 R07 R08 R09 R09 R10 R11 R12 R14 R15 R16 R17 R20 R21 R22 R23',
  'R24 R29 R31 R37 R38 R39 R51 R53 R99',
]
  .join(' ')
  .split(' ')
const changes = ['01', '02', '03', '05', '06', '07', '09', '13']

/**
 * The account number of a receiver of the simulated bank (docs/guides/simulator.md): most are good; some come back, at once, at
 * the last moment, too late or twice; some are corrected.
 */
function drawNumber(dice: Dice): string {
  const serial = String(dice.below(10_000)).padStart(4, '0')
  const roll = dice.below(100)
  if (roll < 80) return `1${String(dice.below(300)).padStart(9, '0')}`
  const code = dice.pick(codes).slice(1)
  if (roll < 90) return `9900${code}${serial}`
  if (roll < 93) return `9901${code}${serial}`
  if (roll < 95) return `9902${code}${serial}`
  if (roll < 97) return `9903${code}${serial}`
  return `9908${dice.pick(changes)}${serial}`
}

async function party(house: House, account_number: string): Promise<Party> {
  const account = await house.post('/v1/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name: `Party ${account_number}`, kind: 'individual' },
    account_type: 'checking',
    account: { routing_number: '091000019', account_number },
  })
  const mandate = await house.post('/v1/mandates', {
    scheme: 'ach',
    reference: `YEAR-${account_number}`,
    bank_account: account['id'],
    kind: 'recurrent',
    creditor_name: 'Year',
    sec_code: 'PPD',
    signed_on: '2026-01-15',
    signature: { kind: 'paper', content: { archive: 'sim' } },
  })
  return { bank_account: String(account['id']), mandate: String(mandate['id']) }
}

/** Dollars, by ACH. */
export const achTrade = (of: Pick<Trade, 'connection' | 'account'>): Trade => ({
  ...of,
  currency: 'USD',
  calendar: 'federal_reserve',
  parties: new Map(),
  draw: drawNumber,
  party,
  order: (dice, { mandate }) => ({
    rail: 'ach',
    when: dice.pick(['same_day', 'next_day', 'next_day', 'next_day']),
    ...(dice.chance(60)
      ? { kind: 'direct_debit', mandate, releases_after: dice.chance(70) }
      : { kind: 'credit_transfer' }),
  }),
})

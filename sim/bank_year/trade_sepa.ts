import type { Dice } from '../dice.ts'
import type { House, Json } from './house.ts'
import type { Party, Trade } from './trade.ts'

/** A German IBAN with right check digits; its last digits say what the simulated bank does (docs/guides/simulator.md). */
function ibanEnding(digits: string): string {
  const bban = `37040044${digits.padStart(10, '5')}`
  return `DE${String(98n - (BigInt(`${bban}131400`) % 97n)).padStart(2, '0')}${bban}`
}
/** MD01, which comes back after eleven months, is left to the tests of the simulator. */
const codes = '01 02 03 05 07 07 07 13 13 14 15 16 16 17 19'.split(' ')

function drawEnding(dice: Dice): string {
  const roll = dice.below(100)
  if (roll < 78) return `1${String(dice.below(200)).padStart(3, '0')}`
  const code = dice.pick(codes)
  if (roll < 83) return `91${code}`
  if (roll < 91) return `92${code}`
  if (roll < 95) return `93${code}`
  if (roll < 97) return `94${code}`
  return dice.pick(['9600', '9701', '9702', '9799'])
}

async function party(house: House, ends: string): Promise<Party> {
  const account = await house.post('/v1/bank-accounts', {
    country: 'DE',
    currency: 'EUR',
    holder: { name: `Party ${ends}`, kind: 'individual' },
    account: { iban: ibanEnding(ends) },
  })
  const mandate = await house.post('/v1/mandates', {
    scheme: 'sepa_core',
    reference: `YEAR-${ends}`,
    bank_account: account['id'],
    kind: 'recurrent',
    creditor_name: 'Year',
    creditor_id: 'DE98ZZZ09999999999',
    signed_on: '2026-01-15',
    pre_notification_days: 1,
    signature: { kind: 'paper', content: { archive: 'sim' } },
  })
  return { bank_account: String(account['id']), mandate: String(mandate['id']) }
}

/** Euros, by SEPA. */
export const sepaTrade = (of: Pick<Trade, 'connection' | 'account'>): Trade => ({
  ...of,
  currency: 'EUR',
  calendar: 'target',
  parties: new Map(),
  draw: drawEnding,
  party,
  order: (dice, { mandate }) =>
    dice.chance(55)
      ? { rail: 'sepa_core', kind: 'direct_debit', mandate, releases_after: dice.chance(70) }
      : { rail: 'sepa', kind: 'credit_transfer' },
})

/** Asks for a transfer back that has settled lately; how many. */
export async function recallSome(house: House, dice: Dice): Promise<number> {
  if (!dice.chance(12)) return 0
  const page = await house.get('/v1/payment-orders?state=settled&limit=30')
  const found = (page['data'] as readonly Json[]).filter(
    ({ rail, kind }) => rail === 'sepa' && kind === 'credit_transfer',
  )
  if (found.length === 0) return 0
  const { id } = dice.pick(found)
  return (await house.tryPost(`/v1/payment-orders/${String(id)}/recall`, {
    reason: 'DUPL',
    because: 'It was sent twice.',
  }))
    ? 1
    : 0
}

/** Within five banking days, less the one that it takes. */
const REVERSIBLE_MS = 4 * 86_400_000

/** Gives a collection back that has settled lately, of either rail; how many. */
export async function reverseSome(house: House, dice: Dice): Promise<number> {
  if (!dice.chance(8)) return 0
  const page = await house.get('/v1/payment-orders?state=settled&limit=30')
  const since = (await house.now()) - REVERSIBLE_MS
  const found = (page['data'] as readonly Json[]).filter(
    ({ kind, settled_at }) => kind === 'direct_debit' && Date.parse(String(settled_at)) > since,
  )
  if (found.length === 0) return 0
  const { id } = dice.pick(found)
  return (await house.tryPost(`/v1/payment-orders/${String(id)}/reverse`, { reason: 'duplicate' })) ? 1 : 0
}

import { present } from '../kernel/assert.ts'
import { type BankShop, openBankShop, type Order } from './bank_shop.ts'

const EUR = (value: string) => ({ value, currency: 'EUR' })
/** What the simulated bank holds for everybody from the first day on. */
const FUNDS = '10000000000'

/** A German IBAN with right check digits whose last digits say what the simulated bank does. */
export function ibanEnding(digits: string): string {
  const bban = `37040044${digits.padStart(10, '5')}`
  return `DE${String(98n - (BigInt(`${bban}131400`) % 97n)).padStart(2, '0')}${bban}`
}

type Ordered = { readonly ends: string; readonly amount: string; readonly more?: object }
/** A company with a euro account at the simulated bank. */
export type SepaShop = BankShop & {
  readonly euro: { readonly connection: string; readonly account: string; readonly iban: string }
  pay(order: Ordered): Promise<Order>
  /** Under a mandate of its own, with a day of notice. */
  fetch(order: Ordered): Promise<Order>
  /** Cents that the simulated bank holds for us, and that the ledger says it does. */
  eurosAtBank(): Promise<string>
  eurosInBooks(): Promise<string>
}

export async function openSepaShop(): Promise<SepaShop> {
  const shop = await openBankShop()
  const { get, post } = shop
  type Connection = {
    id: string
    currency: string
    bank_account: string
    identity: { sepa?: { iban: string } }
  }
  const listed = await get('/v1/bank-connections')
  const connection = present(
    (listed['data'] as readonly Connection[]).find(({ currency }) => currency === 'EUR'),
    'the connection for euros',
  )
  const company = { currency: 'EUR', normal_side: 'credit', path: 'company:euro' }
  const account = String((await post('/v1/ledger/accounts', company))['id'])
  await post('/v1/ledger/transfers', {
    debit_account: connection.bank_account,
    credit_account: account,
    amount: EUR(FUNDS),
  })
  const iban = present(connection.identity.sepa, 'the identity for SEPA').iban
  const base = { ...shop, euro: { connection: connection.id, account, iban } }
  return {
    ...base,
    ...ordersOf(base),
    async eurosAtBank() {
      const { accounts } = (await shop.api.simulated('GET', 'bank', shop.key)) as {
        accounts: readonly { currency: string; balance: string }[]
      }
      return present(
        accounts.find(({ currency }) => currency === 'EUR'),
        'the euro account at the bank',
      ).balance
    },
    async eurosInBooks() {
      const read = await get(`/v1/ledger/accounts/${connection.bank_account}/balance`)
      return (read['posted'] as { value: string }).value
    },
  }
}

function ordersOf({ post, euro }: BankShop & Pick<SepaShop, 'euro'>): Pick<SepaShop, 'pay' | 'fetch'> {
  const bankAccount = async (ends: string): Promise<string> => {
    const holder = { name: 'Anna de Vries', kind: 'individual' }
    const body = { country: 'DE', currency: 'EUR', holder, account: { iban: ibanEnding(ends) } }
    return String((await post('/v1/bank-accounts', body))['id'])
  }
  const create = async (order: object): Promise<Order> => {
    const asked = { connection: euro.connection, account: euro.account, ...order }
    const made = await post('/v1/payment-orders', { orders: [asked] })
    return present((made['data'] as readonly Order[])[0], 'an order')
  }
  return {
    async pay({ ends, amount, more }) {
      const bank_account = await bankAccount(ends)
      return create({ kind: 'credit_transfer', rail: 'sepa', bank_account, amount: EUR(amount), ...more })
    },
    async fetch({ ends, amount, more }) {
      const bank_account = await bankAccount(ends)
      const mandate = await post('/v1/mandates', {
        scheme: 'sepa_core',
        reference: `M-${ends}-${bank_account.slice(-8).toUpperCase()}`,
        bank_account,
        kind: 'recurrent',
        creditor_name: 'Acme',
        creditor_id: 'DE98ZZZ09999999999',
        signed_on: '2026-01-15',
        pre_notification_days: 1,
        signature: { kind: 'paper', content: { archive: 'box 1' } },
      })
      const order = { kind: 'direct_debit', rail: 'sepa_core', bank_account, mandate: mandate['id'] }
      return create({ ...order, amount: EUR(amount), ...more })
    },
  }
}

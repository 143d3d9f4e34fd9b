import assert from 'node:assert/strict'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { dayOf, type World } from '../../../kernel/world.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import type { BankConnection } from '../bank_connections/bank_connection.ts'
import type { Rails } from '../index.ts'
import type { NewOrder } from '../payment_orders/create_orders.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'

export const CREDITOR = 'DE98ZZZ09999999999'

type Ground = {
  readonly world: World
  readonly scope: OpenScope
  readonly rails: Rails
  readonly connection: BankConnection
  readonly payer: Id<'acc'>
  within<T>(fn: (scope: Scope) => Promise<T>): Promise<T>
}
let count = 0

/** An IBAN with right check digits for any account number. */
export function germanIban(account: number, bank_code = '37040044'): string {
  const bban = `${bank_code}${String(account).padStart(10, '0')}`
  return `DE${String(98n - (BigInt(`${bban}131400`) % 97n)).padStart(2, '0')}${bban}`
}

/** What a test orders, with everything that it does not speak of filled in. */
export function makersOf(ground: Ground) {
  const { account, newOrder, make } = ordersOf(ground)
  const mandate = mandatesOf(ground)
  /** A collection under a mandate of its own, made at once. */
  const collect = async (more: Partial<NewOrder> = {}): Promise<PaymentOrder> => {
    const bank_account = more.bank_account ?? (await account())
    const asked = newOrder({
      kind: 'direct_debit',
      rail: 'sepa_core',
      bank_account,
      mandate: more.mandate ?? (await mandate(bank_account)),
      ...more,
    })
    const [made] = await make(asked)
    return present(made, 'a collection')
  }
  /** A transfer to an account of its own, made at once. */
  const pay = async (more: Partial<NewOrder> = {}): Promise<PaymentOrder> => {
    const [made] = await make(newOrder({ bank_account: more.bank_account ?? (await account()), ...more }))
    return present(made, 'a transfer')
  }
  return { account, newOrder, make, mandate, collect, pay }
}

function ordersOf({ world, scope, rails, connection, payer, within }: Ground) {
  const account = async (iban = germanIban(++count), name = 'Anna de Vries'): Promise<Id<'bac'>> => {
    const holder = { name, kind: 'individual' as const }
    const details = { country: 'DE', currency: 'EUR', holder, account: { iban } }
    const sealed = await rails.sealDetails(scope, { details, rails: [] })
    assert.ok(sealed.ok)
    const asked = { id: newId('bac', world), rails: [], reference: null, metadata: {} }
    const made = await within((tx) => rails.createBankAccount(tx, asked, sealed.value))
    return present(made.ok ? made.value : undefined, 'the bank account').id
  }
  const newOrder = (more: Partial<NewOrder> & Pick<NewOrder, 'bank_account'>): NewOrder => ({
    id: newId('por', world),
    connection: connection.id,
    kind: 'credit_transfer',
    rail: 'sepa',
    mandate: null,
    account: payer,
    amount: 1_234,
    currency: 'EUR',
    sec_code: null,
    description: 'PAYMENT',
    remittance: 'Invoice 4711',
    end_to_end_id: `E2E-${++count}`,
    wish: 'same_day',
    purpose: 'payment',
    releases_after: false,
    metadata: {},
    ...more,
  })
  const make = async (...orders: readonly NewOrder[]): Promise<readonly PaymentOrder[]> => {
    const made = await rails.createOrders(scope, orders)
    if (!made.ok) assert.fail(JSON.stringify(made.error))
    return made.value
  }
  return { account, newOrder, make }
}

function mandatesOf({ world, rails, within }: Ground) {
  return async (
    bank_account: Id<'bac'>,
    more: {
      readonly kind?: 'one_off' | 'recurrent'
      readonly scheme?: 'sepa_core' | 'sepa_b2b'
      readonly reference?: string
    } = {},
  ): Promise<Id<'man'>> => {
    const made = await within((tx) =>
      rails.createMandate(tx, {
        id: newId('man', world),
        scheme: 'sepa_core',
        reference: `GYM-${++count}`,
        bank_account,
        kind: 'recurrent',
        creditor_name: 'Gym and Sons',
        creditor_id: CREDITOR,
        sec_code: null,
        signed_on: dayOf(world.now()),
        pre_notification_days: 1,
        amount_max: null,
        metadata: {},
        signature: { kind: 'web_form', content: { text: 'I allow Gym and Sons to collect.' } },
        ...more,
      }),
    )
    if (!made.ok) assert.fail(JSON.stringify(made.error))
    return made.value.id
  }
}

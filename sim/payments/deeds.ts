import { type Id, newId } from '../../kernel/id.ts'
import type { SimWorld } from '../../kernel/world.ts'
import type { Asked, NewPayment } from '../../modules/payments/index.ts'
import type { TenantId } from '../../platform/scope.ts'
import { makeClaim } from '../../platform/idempotency/fingerprint.ts'
import type { Dice } from '../dice.ts'
import type { PaymentNode } from './payment_node.ts'

/** Something a client wants, under a key of its own, until it has a final answer. */
export type Deed = {
  readonly name: string
  /** Whether an answer that is final must be the same whenever it is given. */
  readonly is_lasting: boolean
  /** One try; what was answered, in a word. `is_again`: the key was used before. */
  act(node: PaymentNode, is_again: boolean): Promise<string>
  tries: number
  /** The first final answer. */
  answer: string | undefined
}

type Maker = { readonly world: SimWorld; readonly dice: Dice; readonly tenant_id: TenantId }

const cards = [
  'pm_card_visa',
  'pm_card_visa_debit',
  'pm_card_mastercard',
  'pm_card_mastercard_2series',
  'pm_card_discover',
  'pm_card_visa_insufficient_funds',
  'pm_card_visa_declined',
  'pm_card_visa_refund_succeeds_later',
] as const
const AMOUNT_MAX = 20_000
const ASKED: Asked = {
  channel: 'ecommerce',
  initiated_by: 'customer',
  mit: null,
  setup_future_usage: false,
  three_ds: 'never',
  allows_partial: false,
  is_estimate: false,
}
const open = new Set(['processing', 'idempotency_in_progress', 'operation_open', 'payment_changed', 'open'])

/** Whether this answers what was wanted for good. */
export const isFinal = (words: string): boolean => !open.has(words) && !words.startsWith('silence')

const claimFor = ({ tenant_id }: Maker, key: string) =>
  makeClaim(tenant_id, key, { route: 'POST /v1/payments', body: { key }, params: {}, query: {} })

const deed = (name: string, is_lasting: boolean, act: Deed['act']): Deed => ({
  name,
  is_lasting,
  act,
  tries: 0,
  answer: undefined,
})

/** A payment, and its id. */
export function newPaymentDeed(maker: Maker, name: string): { readonly id: Id<'pay'>; readonly deed: Deed } {
  const { world, dice } = maker
  const id = newId('pay', world)
  const [card, amount, is_manual] = [dice.pick(cards), 100 + dice.below(AMOUNT_MAX), dice.chance(50)]
  const claim = claimFor(maker, name)
  const act: Deed['act'] = async ({ payments, scope }) => {
    const token = (await payments.parties.testCard(scope(), card)) ?? null
    const merchant = await payments.parties.defaultMerchant(scope())
    const asked: NewPayment = {
      id,
      amount,
      currency: 'USD',
      merchant,
      customer: null,
      method: null,
      token,
      reference: name,
      is_manual,
      is_confirmed: true,
      asked: ASKED,
    }
    const made = await payments.create(scope(), asked, claim, 0)
    if (!made.ok) return made.error.code
    return (JSON.parse(made.value.body.rendered) as { status: string }).status
  }
  return { id, deed: deed(name, true, act) }
}

/** What can be done with a payment later, whatever it came to. */
export function laterDeed(maker: Maker, name: string, payment: Id<'pay'>): Deed {
  const { dice } = maker
  const claim = claimFor(maker, name)
  const amount = 1 + dice.below(AMOUNT_MAX / 2)
  const is_final = dice.chance(50)
  const kind = dice.pick(['capture', 'capture', 'refund', 'refund', 'cancel', 'increment'] as const)
  return deed(`${name} ${kind}`, false, async ({ payments, scope }, is_resumed) => {
    const stage = { claim, is_resumed }
    if (kind === 'refund') {
      const notes = { reason: null, reference: null, metadata: {} }
      const made = await payments.refund(scope(), { payment, amount, notes }, stage)
      return made.ok ? made.value.state : made.error.code
    }
    const done =
      kind === 'cancel'
        ? await payments.cancel(scope(), payment, {}, stage)
        : await payments.operate(
            scope(),
            payment,
            kind === 'capture' ? { kind, amount, is_final } : { kind, amount: AMOUNT_MAX + 100 + amount },
            stage,
          )
    if (!done.ok) return done.error.code
    return done.value.is_open ? 'open' : 'done'
  })
}

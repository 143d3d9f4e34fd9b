import { type Static, Type as T } from 'typebox'
import { type Currency, isCurrency, isInForce } from '../../kernel/currency.ts'
import { type Id, isId } from '../../kernel/id.ts'
import { type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { dayOf } from '../../kernel/world.ts'
import { AmountInput, idField, Metadata } from '../../platform/http/fields.ts'
import { refuseFaults } from '../../platform/http/refuse_faults.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { mitReasons } from '../rails/index.ts'
import { paymentErrors } from './errors.ts'
import { PAYMENT_MINOR_MAX } from './limits.ts'
import { DESCRIPTOR_CHARS_MAX, DESCRIPTOR_FAULT, DESCRIPTOR_PATTERN } from './merchant_descriptor.ts'
import type { NewPayment } from './new_payment.ts'
import type { Parties } from './parties.ts'
import { Country } from './parties_fields.ts'
import type { Asked } from './payment.ts'

const AddressInput = T.Object(
  {
    line1: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
    line2: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
    city: T.Optional(T.String({ minLength: 1, maxLength: 100 })),
    postal_code: T.Optional(T.String({ minLength: 1, maxLength: 20 })),
    country: T.Optional(Country),
  },
  { $id: 'PaymentAddress' },
)

export const methodInput = T.String({
  pattern: '^(tok|pm)_[a-z0-9_]{3,60}$',
  fault: 'must be a card token (tok_…), a payment method (pm_…) or a test card such as pm_card_visa',
  description: 'A token, a payment method, or in a sandbox a test card by name.',
  examples: ['pm_card_visa'],
})

export const PaymentBody = T.Object(
  {
    id: T.Optional(idField('pay')),
    amount: AmountInput,
    payment_method: T.Optional(methodInput),
    merchant: T.Optional(idField('mer')),
    customer: T.Optional(idField('cus')),
    reference: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 100,
        description: 'Your own, such as an order number; the acquirer sees it with every attempt.',
      }),
    ),
    description: T.Optional(T.String({ minLength: 1, maxLength: 500 })),
    metadata: T.Optional(Metadata),
    statement_descriptor: T.Optional(
      T.String({
        minLength: 1,
        maxLength: DESCRIPTOR_CHARS_MAX,
        pattern: DESCRIPTOR_PATTERN,
        fault: DESCRIPTOR_FAULT,
      }),
    ),
    capture_method: T.Optional(T.Enum(['automatic', 'manual'])),
    confirm: T.Optional(
      T.Boolean({ description: 'false: it is made and waits to be confirmed. true when absent.' }),
    ),
    return_url: T.Optional(
      T.String({
        pattern: '^https?://[^\\s]{1,1900}$',
        maxLength: 2_000,
        fault: 'must be an address that begins with https:// or http://',
        description: 'Where the payer’s browser goes after 3-D Secure.',
      }),
    ),
    channel: T.Optional(T.Enum(['ecommerce', 'moto'])),
    three_ds: T.Optional(T.Enum(['automatic', 'required', 'never'])),
    allow_partial_approval: T.Optional(T.Boolean()),
    is_estimate: T.Optional(
      T.Boolean({
        description: 'A pre-authorisation: it may be raised, and lasts longer with some schemes.',
      }),
    ),
    setup_future_usage: T.Optional(
      T.Boolean({ description: 'The payer agreed to later payments with this card that you start.' }),
    ),
    merchant_initiated: T.Optional(
      T.Object(
        {
          reason: T.Enum([...mitReasons]),
          network_transaction_id: T.Optional(T.String({ minLength: 1, maxLength: 60 })),
          transaction_link_id: T.Optional(
            T.String({ pattern: '^[A-Za-z0-9_-]{22}$', fault: 'must be 22 letters, digits, _ or -' }),
          ),
        },
        { description: 'The payer is not there. Ids are taken from the payment method when absent.' },
      ),
    ),
    payer: T.Optional(
      T.Object(
        {
          ip: T.Optional(T.String({ minLength: 2, maxLength: 45 })),
          ip_country: T.Optional(Country),
          device: T.Optional(T.String({ minLength: 1, maxLength: 200 })),
          email: T.Optional(T.String({ minLength: 3, maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' })),
          billing: T.Optional(AddressInput),
          shipping: T.Optional(AddressInput),
        },
        { description: 'What you know of the payer: risk rules look at it.' },
      ),
    ),
  },
  { $id: 'NewPayment' },
)
type Body = Static<typeof PaymentBody>

/** What a caller asked for, or every fault at once. The payment method's name is resolved by the caller. */
export function readPayment(
  body: Body,
  scope: OpenScope,
  means: Method & { merchant: Id<'mer'> },
): Result<NewPayment, Failure> {
  const faults: Fault[] = []
  const amount = amountOf(body, scope, faults)
  if (faults.length > 0) return refuseFaults(faults)
  return ok({
    ...(body.id === undefined ? {} : { id: body.id as Id<'pay'> }),
    ...amount,
    merchant: means.merchant,
    customer: (body.customer ?? null) as Id<'cus'> | null,
    method: means.method ?? null,
    token: means.token ?? null,
    reference: body.reference ?? null,
    is_manual: body.capture_method === 'manual',
    is_confirmed: body.confirm ?? true,
    asked: askedOf(body),
  })
}

/** A card by its token, or by the payment method that holds one; neither when none was named. */
export type Method = { readonly token?: Id<'tok'>; readonly method?: Id<'pm'> }

/** Errors: unknown_payment_method for a name that is no test card of this sandbox. */
export async function resolveMethod(
  parties: Pick<Parties, 'testCard'>,
  scope: OpenScope,
  named: string | undefined,
): Promise<Result<Method, Failure>> {
  if (named === undefined) return ok({})
  if (isId('tok', named)) return ok({ token: named })
  if (isId('pm', named)) return ok({ method: named })
  const token = await parties.testCard(scope, named)
  if (token !== undefined) return ok({ token })
  const detail = `There is no test card called ${named} here.`
  return paymentErrors.fail('unknown_payment_method', { param: 'payment_method', detail })
}

function amountOf(
  { amount }: Body,
  { world }: OpenScope,
  faults: Fault[],
): { amount: number; currency: Currency } {
  const minor = Number(amount.value)
  if (minor < 1 || minor > PAYMENT_MINOR_MAX)
    faults.push({
      code: minor < 1 ? 'too_small' : 'too_large',
      param: 'amount.value',
      detail: `must be from 1 to ${PAYMENT_MINOR_MAX} minor units`,
    })
  const { currency } = amount
  if (isCurrency(currency) && isInForce(currency, dayOf(world.now()))) return { amount: minor, currency }
  faults.push({
    code: 'not_one_of',
    param: 'amount.currency',
    detail: 'is not a currency of ISO 4217 that is in force',
  })
  return { amount: minor, currency: 'USD' }
}

function askedOf(body: Body): Asked {
  const { payer = {}, merchant_initiated: mit } = body
  return {
    ...pick(body, ['description', 'metadata', 'statement_descriptor', 'return_url']),
    ...pick(payer, ['device', 'ip', 'ip_country', 'email']),
    ...(payer.billing === undefined ? {} : { billing: payer.billing }),
    ...(payer.shipping === undefined ? {} : { shipping: payer.shipping }),
    channel: body.channel ?? 'ecommerce',
    initiated_by: mit === undefined ? 'customer' : 'merchant',
    mit:
      mit === undefined
        ? null
        : {
            reason: mit.reason,
            network_transaction_id: mit.network_transaction_id ?? null,
            transaction_link_id: mit.transaction_link_id ?? null,
          },
    setup_future_usage: body.setup_future_usage ?? false,
    three_ds: body.three_ds ?? 'automatic',
    allows_partial: body.allow_partial_approval ?? false,
    is_estimate: body.is_estimate ?? false,
  }
}

/** The named fields that are there. */
function pick<O extends object, K extends keyof O>(from: O, fields: readonly K[]): Pick<O, K> {
  return Object.fromEntries(
    fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  ) as Pick<O, K>
}

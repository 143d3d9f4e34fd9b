import { type Id, idFromBytes } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import type { Stage } from '../../platform/http/route.ts'
import { paymentErrors } from './errors.ts'
import type { PaymentState } from './payment.machine.ts'

/** 128 bits of the key as a UUIDv8. */
export function operationId({ claim }: Stage): Id<'opn'> {
  const bytes = Buffer.from(claim.key_hash)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('opn', bytes)
}

/** What a caller can do with a payment that stands there. */
const nextSteps: Readonly<Record<PaymentState, string>> = {
  created: 'confirm or cancel it',
  requires_action: 'the payer has to do what `next_action` names, or cancel it',
  in_review: 'approve, reject or cancel it',
  processing: 'its outcome is not known yet: wait for its event, or read it again',
  declined: 'confirm it with another payment method, or cancel it',
  authorized: 'capture, increment or cancel it',
  partially_captured: 'capture or cancel what is left, or refund what was captured',
  succeeded: 'refund it',
  canceled: 'make another payment',
  expired: 'make another payment',
  blocked: 'make another payment',
  reversed: 'make another payment',
}

/** What the API calls what acquirers call otherwise. */
const ownNames = { void: 'cancel' } as const

/** Says what can be done instead. */
export function wrongState(state: PaymentState, what: string) {
  const name = ownOf(ownNames, what) ?? what
  return paymentErrors.fail('wrong_state', {
    detail: `It is ${state}, so ${name} is not possible; ${nextSteps[state]}.`,
  })
}

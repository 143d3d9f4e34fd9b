import { type Id, idFromBytes } from '../../kernel/id.ts'
import type { Stage } from '../../platform/http/route.ts'
import { paymentErrors } from './errors.ts'
import { paymentMachine, type PaymentState } from './payment.machine.ts'

/** 128 bits of the key as a UUIDv8. */
export function operationId({ claim }: Stage): Id<'opn'> {
  const bytes = Buffer.from(claim.key_hash)
  bytes[6] = 0x80 | ((bytes[6] as number) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f)
  return idFromBytes('opn', bytes)
}

/** Says what can be done instead. */
export function wrongState(state: PaymentState, what: string) {
  const can = Object.keys(paymentMachine.table[state])
  const detail = `It is ${state}, so ${what} is not possible; ${can.length === 0 ? 'nothing is any more.' : `what is: ${can.join(', ')}.`}`
  return paymentErrors.fail('wrong_state', { detail })
}

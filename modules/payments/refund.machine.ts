import { machine, type StateOf } from '../../kernel/machine.ts'

/** Of money on its way back to the card. A refund that had succeeded can still fail: the issuer sent it back. */
export const refundMachine = machine('refund', {
  pending: { succeed: 'succeeded', fail: 'failed' },
  succeeded: { fail: 'failed' },
  failed: {},
})
export type RefundState = StateOf<typeof refundMachine>
export const refundStates = Object.keys(refundMachine.table) as RefundState[]

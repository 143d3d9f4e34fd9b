import { machine, type StateOf } from '../../kernel/machine.ts'

/**
 * The life of a dispute; how far it has gone is its stage. Somebody has to answer (`needs_response`), the issuer reads the
 * answer, and one side wins. `escalate` begins the next stage, which may also follow a stage that was won, or an inquiry
 * that was closed. What was accepted or lost stays so.
 */
export const disputeMachine = machine('dispute', {
  needs_response: {
    submit: 'under_review',
    accept: 'accepted',
    expire: 'expired',
    win: 'won',
    lose: 'lost',
    close: 'warning_closed',
    escalate: 'needs_response',
  },
  under_review: { win: 'won', lose: 'lost', close: 'warning_closed', escalate: 'needs_response' },
  accepted: {},
  expired: { submit: 'under_review', win: 'won', lose: 'lost', close: 'warning_closed' },
  won: { escalate: 'needs_response' },
  lost: {},
  warning_closed: { escalate: 'needs_response' },
})
export type DisputeState = StateOf<typeof disputeMachine>
export const disputeStates = Object.keys(disputeMachine.table) as DisputeState[]
export type DisputeEvent = {
  [S in DisputeState]: keyof (typeof disputeMachine.table)[S]
}[DisputeState]

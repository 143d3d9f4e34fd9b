import { instant, instantText } from '../../kernel/world.ts'
import type { DisputeRow } from './disputes.ts'
import { DISPUTE_FEE } from './fees.ts'

/** A dispute as acquirers and the control interface show it. `fee` is taken once, when it is opened. */
export const disputeView = ({
  world: _world,
  opened_at,
  respond_by,
  changed_at,
  amount,
  ...row
}: DisputeRow): object => ({
  ...row,
  amount: String(amount),
  fee: String(DISPUTE_FEE[row.acquirer]),
  opened_at: instantText(instant(opened_at)),
  respond_by: instantText(instant(respond_by)),
  changed_at: instantText(instant(changed_at)),
})

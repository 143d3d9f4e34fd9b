import { byCode, unknownCode } from './actions.ts'
import { type InstantReject, instantRejectRows } from './facts/instant_rejects.ts'
import { type InstantStatus, instantStatusRows } from './facts/instant_statuses.ts'

const rejects = byCode(instantRejectRows)
const statuses = byCode(instantStatusRows)

/** What a reject of FedNow or RTP means; an unknown one, FedNow’s own E-codes among them, goes to a person. */
export const readInstantReject = (code: string): InstantReject =>
  rejects.get(code) ?? { ...unknownCode(code, 'reject code'), retry_class: 'review' }

/** What a status says about the money; nothing is concluded from an unknown one. */
export const readInstantStatus = (code: string): InstantStatus =>
  statuses.get(code) ?? {
    code,
    meaning: 'unknown',
    rails: [],
    state: 'unknown',
    is_final: false,
    is_known: false,
    source: 'Florin: nothing is concluded from an unknown status',
    effective_from: '2000-01-01',
    review_by: '9999-12-31',
  }

import { caseStages, type DisputeCase, type CaseStatus } from '../rails/index.ts'
import type { Dispute } from './dispute.ts'
import type { DisputeEvent } from './dispute.machine.ts'
import { allows } from './steps.ts'

const order: Readonly<Record<CaseStatus, number>> = { open: 0, under_review: 1, won: 2, lost: 2, closed: 2 }

/**
 * How far a case has gone: later news has a greater rank, so that news which comes twice or too late is known by it,
 * whatever way it came.
 */
export const rankOf = ({ stage, status }: Pick<DisputeCase, 'stage' | 'status'>): number =>
  caseStages.indexOf(stage) * 10 + order[status]

export type Lesson =
  /** Known already, or older than what is known. */
  | { readonly kind: 'known' }
  | { readonly kind: 'event'; readonly event: DisputeEvent; readonly isLast: boolean }
  /** Believed, and nothing happens to the dispute. */
  | { readonly kind: 'noted'; readonly contradiction: string | null }

/**
 * What comes next for a dispute whose case stands so. Pure. A case is a picture, and what happened between two pictures is
 * made up for, one event at a time: a stage that follows another means that the one before was won, or else the issuer
 * had no reason to go on.
 */
export function learn(dispute: Dispute, told: DisputeCase): Lesson {
  if (rankOf(told) <= dispute.heard) return contradicts(dispute, told)
  return told.stage === dispute.stage ? sameStage(dispute, told) : nextStage(dispute, told)
}

function contradicts(dispute: Dispute, told: DisputeCase): Lesson {
  const isSame = rankOf(told) === dispute.heard && order[told.status] === 2
  const isOpposite =
    isSame &&
    ((told.status === 'won' && dispute.state === 'lost') ||
      (told.status === 'lost' && dispute.state === 'won'))
  if (!isOpposite || dispute.contradiction !== null) return { kind: 'known' }
  return {
    kind: 'noted',
    contradiction: `The acquirer said ${dispute.state} first and ${told.status} later.`,
  }
}

const endings: Readonly<Record<CaseStatus, DisputeEvent | null>> = {
  open: null,
  under_review: 'submit',
  won: 'win',
  lost: 'lose',
  closed: 'close',
}

function sameStage(dispute: Dispute, told: DisputeCase): Lesson {
  const event = endings[told.status]
  if (event !== null && allows(dispute.state, event)) return { kind: 'event', event, isLast: true }
  const isSurprise =
    (told.status === 'won' && (dispute.state === 'accepted' || dispute.state === 'lost')) ||
    (told.status === 'lost' && dispute.state === 'won')
  const contradiction = isSurprise
    ? `The acquirer says ${told.status}, and the dispute is ${dispute.state}.`
    : null
  return { kind: 'noted', contradiction }
}

function nextStage(dispute: Dispute, told: DisputeCase): Lesson {
  const ending: DisputeEvent = dispute.stage === 'inquiry' ? 'close' : 'win'
  const isEnded = dispute.state === 'won' || dispute.state === 'warning_closed'
  const mayGoOn = isEnded || dispute.stage === 'inquiry'
  if (mayGoOn && allows(dispute.state, 'escalate'))
    return { kind: 'event', event: 'escalate', isLast: told.status === 'open' }
  if (allows(dispute.state, ending)) return { kind: 'event', event: ending, isLast: false }
  return {
    kind: 'noted',
    contradiction: `The acquirer tells of ${told.stage}, and the dispute is ${dispute.state}.`,
  }
}

import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { EventBus } from '../../platform/bus/event.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { JobKind } from '../../platform/jobs/job.ts'
import type { OpenScope, Scope } from '../../platform/scope.ts'
import type { DisputeNews } from '../rails/index.ts'
import type { Dispute } from './dispute.ts'
import type { EvidenceChange } from './evidence.ts'
import type { EvidencePackage } from './evidence_package.ts'
import type { DisputeLine, DisputeMatch } from './match.ts'
import type { Gauge } from './monitoring.ts'
import type { DisputeFilter, DisputePage, DisputesDue } from './store.ts'

/** The face of disputes. Amounts are minor units. What takes a `Scope` joins its transaction. */
export type Disputes = {
  /** Believes a callback of an acquirer; true: it need not come again. A repeat changes nothing. See `hear.ts`. */
  hear(scope: OpenScope, account: Id<'aca'>, news: DisputeNews): Promise<boolean>
  /** Asks an acquirer for what changed; how many cases it told of. See `watch.ts`. */
  watch(scope: OpenScope, account: Id<'aca'>): Promise<number>
  /** Errors: dispute_not_found. */
  find(scope: OpenScope, id: Id<'dsp'>): Promise<Result<Dispute, Failure>>
  /** Newest first; with `due_before` the most urgent first. */
  list(scope: OpenScope, filter: DisputeFilter, page: DisputePage): Promise<Dispute[]>
  /** Those that wait for an answer, by the tenant's clock. */
  countDue(scope: OpenScope): Promise<DisputesDue>
  /** What speaks for the payment, and what is missing. Errors: dispute_not_found. */
  evidence(scope: OpenScope, id: Id<'dsp'>): Promise<Result<EvidencePackage, Failure>>
  /** See `give_evidence.ts`. */
  giveEvidence(scope: Scope, id: Id<'dsp'>, change: EvidenceChange): Promise<Result<Dispute, Failure>>
  /** Sends the evidence, or gives in. See `answer_dispute.ts`. */
  answer(
    scope: OpenScope,
    id: Id<'dsp'>,
    kind: 'submit' | 'accept',
    stage: Stage,
  ): Promise<Result<Dispute, Failure>>
  /** What was booked for lines of a settlement report, in their order. See `match.ts`. */
  match(scope: OpenScope, lines: readonly DisputeLine[]): Promise<(DisputeMatch | undefined)[]>
  /** Gauges of the networks' programmes for a month, `YYYY-MM`. */
  monitoring(scope: OpenScope, month: string): Promise<Gauge[]>
  /** Listens to captured payments. See `follow.ts`. */
  follow(bus: Pick<EventBus, 'subscribe'>): void
  /** Work by the tenant's clock: deadlines, looks at acquirers, inquiries. */
  readonly jobs: readonly JobKind[]
}

export type { Dispute } from './dispute.ts'
export type { DisputeLine, DisputeMatch } from './match.ts'
export { createDisputes } from './disputes.ts'
export { disputeFacts } from './facts.ts'
export { routes } from './http.ts'

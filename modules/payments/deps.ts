import type { Id } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { World } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import type { Audit } from '../audit/index.ts'
import type { Ledger } from '../ledger/index.ts'
import type { DisputeNews, Rails } from '../rails/index.ts'
import type { Risk, RiskAttempt } from '../risk/index.ts'
import type { Routing } from '../routing/index.ts'
import type { Vault } from '../vault/index.ts'
import type { Parties } from './parties.ts'
import type { Waits } from '../../platform/waits.ts'
import type { Batcher } from '../../platform/batcher/batcher.ts'
import type { Means } from './attempts.ts'
import type { BeginAnswer } from './begin_batch.ts'
import type { FinishAnswer } from './finish_batch.ts'
import type { PaymentView } from './payment.ts'
import type { PaymentState } from './payment.machine.ts'
import type { Look, LookItem } from './look_batch.ts'
import type { BeginItem } from './store_begin.ts'
import type { FinishItem } from './finish_item.ts'

export type PaymentsDeps = {
  readonly db: Database
  /** The wall's world. */
  readonly world: World
  readonly log: Pick<Log, 'error' | 'warn'>
  readonly audit: Audit
  readonly ledger: Ledger
  readonly vault: Pick<Vault, 'describe' | 'testCard'>
  readonly rails: Rails
  readonly risk: Risk
  readonly routing: Routing
  /** A scope in the system's own name, by the tenant's clock. */
  readonly scopeOf: (tenant_id: TenantId, request_id: string) => Promise<OpenScope>
  /** The address that a cardholder's browser comes back to, by the last part of its path. */
  readonly returnUrl: (name: string) => string
  /** Hears what acquirers tell of disputes; false when it has to come again. Without it they are let be. */
  readonly onDispute?: (scope: OpenScope, account: Id<'aca'>, news: DisputeNews) => Promise<boolean>
  /** Connections for each of the three steps of a payment. */
  readonly lanes: number
}

/** What the use cases of this module share. */
export type Core = PaymentsDeps & {
  readonly parties: Parties
  readonly looking: Batcher<LookItem, Look>
  readonly beginning: Batcher<BeginItem, BeginAnswer>
  readonly finishing: Batcher<FinishItem, FinishAnswer>
  readonly counting: Batcher<RiskAttempt, undefined>
  /** Callers who wait for outcomes. */
  readonly waits: Waits<Id<'pay'>>
  /** A connection for the rare reads in between. */
  readonly history: Lane
  /** Errors: payment_not_found. */
  readonly find: (scope: OpenScope, id: Id<'pay'>) => Promise<Result<PaymentView, Failure>>
  /** Payments with their cards; those that are not there are left out. */
  readonly readViews: (scope: OpenScope, ids: readonly Id<'pay'>[]) => Promise<PaymentView[]>
  /** A payment that is known to exist. */
  readonly readView: (scope: OpenScope, id: Id<'pay'>) => Promise<PaymentView>
  /** Goes on after a soft decline. See `authentication_job.ts`. */
  readonly stepUp: (
    scope: OpenScope,
    view: PaymentView,
    means: Means,
  ) => Promise<{ view: PaymentView; text: string }>
  /** What was answered first; undefined while nothing was. */
  readonly readFirstAnswer: (
    scope: OpenScope,
    id: Id<'pay'>,
  ) => Promise<{ text: string; state: PaymentState } | undefined>
}

import type { Id } from '../../kernel/id.ts'
import { type Instant, plusMs } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type CardOutcome, mayRetry, readDecline } from '../rails/index.ts'
import { type EarlierDecline, next, type PastAttempt } from '../routing/index.ts'
import type { Means } from './attempts.ts'
import type { Core } from './deps.ts'
import { DECLINES_SEEN_MS } from './limits.ts'

export type Tried = { readonly account: Id<'aca'>; readonly outcome: CardOutcome; readonly at: Instant }

/**
 * Where the payment may be tried next after what was tried so far; undefined when it ends here. Only a decline asks for
 * the card's earlier ones: the schemes count them over all acquirers.
 */
export async function nextAccount(
  core: Core,
  scope: OpenScope,
  { card, input, route, snapshot }: Means,
  tried: readonly Tried[],
): Promise<Id<'aca'> | undefined> {
  const last = tried.at(-1)?.outcome
  if (last === undefined || !['declined', 'rejected', 'not_sent'].includes(last.kind)) return undefined
  const at = scope.world.now()
  const earlier = last.kind === 'declined' ? await earlierDeclines(core, scope, card.fingerprint) : []
  const attempts = tried.map((one) => pastOf(one, card.scheme))
  const decided = next({ input, decision: route, attempts, earlier, snapshot, at, mayRetry })
  return 'try' in decided ? decided.try : undefined
}

export async function earlierDeclines(
  core: Core,
  scope: OpenScope,
  fingerprint: string,
): Promise<readonly EarlierDecline[]> {
  const since = plusMs(scope.world.now(), -DECLINES_SEEN_MS)
  const [found] = await core.routing.look(core.history, scope.tenant_id, [fingerprint], since)
  return found ?? []
}

function pastOf(
  { account, outcome, at }: Tried,
  scheme: Means['card']['scheme'],
): PastAttempt<ReturnType<typeof readDecline>> {
  if (outcome.kind !== 'declined') return { account, at, kind: outcome.kind, decline: null }
  const { network_code, advice_code } = outcome
  const decline = readDecline({ scheme, network_code, advice_code, at })
  return { account, at, kind: 'declined', decline, advice_code }
}

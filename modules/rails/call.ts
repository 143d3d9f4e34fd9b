import type { Id } from '../../kernel/id.ts'
import type { WireReply, WireRequest } from '../../platform/outbound/wire.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { CardOutcome, CardRequest, SettlementReport } from './card_connector.ts'
import { operationTimeouts, REPORT_TIMEOUT_MS } from './cards/facts/timeouts.ts'
import type { RailsDeps } from './index.ts'
import type { MakeReady, Ready } from './ready.ts'

/** Calls to acquirers. Neither throws for what the other side, a connector or the vault does. */
export type Caller = {
  /**
   * One operation, sent once. `token` names the card whose details the vault puts in; null when none is in it.
   * `not_sent` only when nothing left this machine; whatever else goes wrong is `unknown`.
   */
  call(
    scope: OpenScope,
    account: Id<'aca'>,
    token: Id<'tok'> | null,
    request: CardRequest,
  ): Promise<CardOutcome>
  /** Makes an account ready as its first call would, without calling; says why it cannot be. */
  prepare(scope: OpenScope, account: Id<'aca'>): Promise<{ readonly why: string } | undefined>
  /**
   * The settlement report of a day, `YYYY-MM-DD`, in a currency or, without one, the first of the day, which names the
   * others. May be repeated.
   */
  fetchReport(scope: OpenScope, account: Id<'aca'>, day: string, currency?: string): Promise<ReportOutcome>
}
export type ReportOutcome =
  | { readonly kind: 'report'; readonly report: SettlementReport }
  | { readonly kind: 'not_ready' }
  /** Fetched again later, and looked at by somebody when it stays so. */
  | { readonly kind: 'failed'; readonly why: string }

export function createCaller(deps: RailsDeps, makeReady: MakeReady): Caller {
  return {
    async call(scope, id, token, request) {
      const ready = await makeReady(scope, id)
      if ('why' in ready) return { kind: 'not_sent', why: ready.why }
      const reply = await exchange(deps, scope, ready, token, request)
      if (reply.kind === 'not_sent') return { kind: 'not_sent', why: reply.why }
      if (reply.kind === 'no_answer') return { kind: 'unknown', why: reply.why }
      try {
        return ready.connector.parse(request, reply.answer)
      } catch (error) {
        const { request_id } = scope
        deps.log.error('connector_parse_failed', { request_id, kind: ready.connector.name, error })
        return { kind: 'unknown', why: 'the answer could not be read' }
      }
    },
    async prepare(scope, id) {
      const ready = await makeReady(scope, id)
      return 'why' in ready ? ready : undefined
    },
    async fetchReport(scope, id, day, currency) {
      const ready = await makeReady(scope, id)
      if ('why' in ready) return { kind: 'failed', why: ready.why }
      return fetchReport(deps, scope, ready, { day, currency })
    },
  }
}

async function exchange(
  deps: RailsDeps,
  scope: OpenScope,
  { account, connector, policy }: Ready,
  token: Id<'tok'> | null,
  request: CardRequest,
): Promise<WireReply> {
  const { request_id } = scope
  let message: WireRequest
  try {
    message = connector.build(account, request)
  } catch (error) {
    deps.log.error('connector_build_failed', { request_id, kind: connector.name, error })
    return { kind: 'not_sent', why: 'the request could not be written' }
  }
  const dial = {
    url: account.url,
    timeout_ms: operationTimeouts[request.operation],
    policy,
    ...(connector.key_of === undefined ? {} : { key_of: connector.key_of }),
  }
  try {
    return await (token === null
      ? deps.send(dial, message)
      : deps.vaultSend(scope, { token, dial, request: message }))
  } catch (error) {
    deps.log.error('acquirer_call_failed', { request_id, kind: connector.name, error })
    return { kind: 'no_answer', why: 'the call failed on our side' }
  }
}

async function fetchReport(
  deps: RailsDeps,
  { request_id }: OpenScope,
  { account, connector, policy }: Ready,
  { day, currency }: { day: string; currency: string | undefined },
): Promise<ReportOutcome> {
  const dial = { url: account.report_url, timeout_ms: REPORT_TIMEOUT_MS, policy }
  try {
    const reply = await deps.send(dial, connector.report.build(account, day, currency))
    if (reply.kind !== 'answered') return { kind: 'failed', why: reply.why }
    const report = connector.report.parse(reply.answer)
    return report === undefined ? { kind: 'not_ready' } : { kind: 'report', report }
  } catch (error) {
    deps.log.error('settlement_report_failed', { request_id, kind: connector.name, error })
    return { kind: 'failed', why: 'the report could not be read' }
  }
}

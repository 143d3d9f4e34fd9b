import { REPORT_TIMEOUT_MS } from './cards/facts/timeouts.ts'
import type { DisputeCaller } from './dispute_connector.ts'
import type { RailsDeps } from './index.ts'
import type { MakeReady } from './ready.ts'

/** Calls about disputes, at the host of the reports. */
export function createDisputeCaller(deps: RailsDeps, makeReady: MakeReady): DisputeCaller {
  return {
    async askDisputes(scope, id, request) {
      const ready = await makeReady(scope, id)
      if ('why' in ready) return { kind: 'not_sent', why: ready.why }
      const { account, connector, policy } = ready
      if (connector.disputes === undefined)
        return { kind: 'not_sent', why: `${connector.title} is not asked about disputes` }
      try {
        const dial = { url: account.report_url, timeout_ms: REPORT_TIMEOUT_MS, policy }
        const reply = await deps.send(dial, connector.disputes.build(account, request))
        if (reply.kind === 'not_sent') return { kind: 'not_sent', why: reply.why }
        if (reply.kind === 'no_answer') return { kind: 'unknown', why: reply.why }
        return connector.disputes.parse(request, reply.answer)
      } catch (error) {
        const { request_id } = scope
        deps.log.error('dispute_call_failed', { request_id, kind: connector.name, error })
        return { kind: 'unknown', why: 'the call failed on our side' }
      }
    },
  }
}

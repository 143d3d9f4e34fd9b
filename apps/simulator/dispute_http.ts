import { parseInstant } from '../../kernel/world.ts'
import { decideDispute, type DisputeRow, findDispute, submitEvidence } from './disputes.ts'
import { disputeView } from './dispute_view.ts'
import type { HttpAsked, HttpSaid } from './http_host.ts'
import type { AcquirerName } from './operation.ts'
import { groundNow, type House } from './serve.ts'
import type { CardWorld } from './worlds.ts'

const answer = (status: number, value: unknown): HttpSaid => ({ status, body: JSON.stringify(value) })

/**
 * The same at every acquirer: `GET disputes?since=` (those that changed at that moment or later; all without it), `GET
 * disputes/{case}`, `POST disputes/{case}/evidence` (the body is the evidence), `POST disputes/{case}/accept`. The path
 * begins at `disputes`.
 */
export async function serveDisputes(
  house: House,
  one: CardWorld,
  acquirer: AcquirerName,
  { method, path, query, body }: HttpAsked,
): Promise<HttpSaid> {
  const [, case_reference, action] = path
  const ground = groundNow(house, one)
  if (case_reference === undefined) {
    const since = parseInstant(query.get('since') ?? '') ?? 0
    const sql =
      'select * from dispute where world = ? and acquirer = ? and changed_at >= ? order by opened_at, case_reference'
    const rows = house.store.all<DisputeRow>(sql, one.merchant_number, acquirer, since)
    return answer(200, { disputes: rows.map(disputeView) })
  }
  const said = await house.store.turn(() => {
    const dispute = findDispute(ground, case_reference)
    if (dispute?.acquirer !== acquirer) return answer(404, { error: 'dispute_not_found' })
    if (method === 'POST' && action === 'evidence' && !submitEvidence(ground, dispute, body))
      return answer(409, {
        error: 'dispute_closed',
        text: 'It was answered or decided, or the time is over.',
      })
    if (method === 'POST' && action === 'accept') decideDispute(ground, dispute, 'lost')
    return answer(200, disputeView(findDispute(ground, case_reference) ?? dispute))
  })
  house.player.kick(one)
  return said
}

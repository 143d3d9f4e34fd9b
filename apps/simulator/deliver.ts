import { instant, type World } from '../../kernel/world.ts'
import type { Send } from '../../platform/outbound/wire.ts'
import { type CallbackBody, signatureOf } from './callbacks.ts'
import type { Faults } from './faults.ts'
import { findOperation, type Ground } from './ground.ts'
import { deliverInstant } from './instant/deliver.ts'
import { CALLBACK_MS_MAX } from './limits.ts'
import { northgateNews } from './northgate_wire.ts'
import type { OperationRow, Outcome } from './operation.ts'
import { tidewaterDispute, tidewaterNews } from './tidewater_wire.ts'

/**
 * Sends one callback to the world's address. True: accepted (2xx), or there is nobody to send it to. It is signed by real
 * time, whatever the world's clock shows: how old a signature is says when it was sent, not when it happened.
 */
export type Deliver = (ground: Ground, body: CallbackBody) => Promise<boolean>

export const createDeliver =
  ({ send, world, faults }: { send: Send; world: World; faults: Faults }): Deliver =>
  async (ground, body) => {
    if (body.about === 'instant') return deliverInstant({ send, world, faults }, ground, body)
    const address = ground.one.settings.callback_urls[body.acquirer]
    const row = findOperation(ground, body.acquirer, body.operation_reference)
    if (address === undefined || row === undefined) return true
    const url = new URL(address)
    const text = JSON.stringify(
      body.about === 'dispute' ? tidewaterDispute(body, ground.at) : textOf(ground, body, row),
    )
    const reply = await send(
      { url: url.origin, timeout_ms: CALLBACK_MS_MAX },
      {
        transport: 'http',
        method: 'POST',
        path: `${url.pathname}${url.search}`,
        headers: {
          'content-type': 'application/json',
          [`${body.acquirer}-signature`]: signatureOf(
            ground.one.settings,
            text,
            instant(world.now() + body.skew_us),
          ),
        },
        body: text,
      },
    )
    return reply.kind === 'answered' && reply.answer.status >= 200 && reply.answer.status < 300
  }

function textOf(
  ground: Ground,
  body: Exclude<CallbackBody, { about: 'dispute' | 'instant' }>,
  row: OperationRow,
): object {
  const told = {
    ...row,
    state: body.says === 'reversed' ? ('reversed' as const) : ('done' as const),
    outcome: body.says === 'opposite' ? oppositeOf(row.outcome, row) : row.outcome,
  }
  const news = { message_id: body.message_id, about: body.about, at_us: ground.at + body.skew_us }
  return body.acquirer === 'northgate' ? northgateNews(told, news) : tidewaterNews(told, news)
}

function oppositeOf(outcome: Outcome, row: OperationRow): Outcome {
  const checks = { cvc_check: 'not_checked', address_check: 'not_checked' } as const
  if (outcome.kind === 'approved')
    return {
      kind: 'declined',
      id: outcome.id,
      network_code: '05',
      advice_code: null,
      cvc_check: 'not_checked',
    }
  const { authorization: id, amount } = row
  const ids = { auth_code: '000000', network_transaction_id: null, transaction_link_id: null }
  return { kind: 'approved', id, amount, ...ids, ...checks }
}

import type { World } from '../../../kernel/world.ts'
import type { Send } from '../../../platform/outbound/wire.ts'
import { type InstantCallback, signatureOf } from '../callbacks.ts'
import type { Ground } from '../ground.ts'
import type { Faults } from '../faults.ts'
import { CALLBACK_MS_MAX } from '../limits.ts'
import { instantRails } from './facts.ts'
import { bookIncoming } from './mail.ts'

type Deps = { readonly send: Send; readonly world: World; readonly faults: Faults }

const STATUS = /<TxSts>([A-Z]{4})<\/TxSts>/

/**
 * Brings a message of a rail to the customer. True: taken, or there is nobody to bring it to. A payment is on the account
 * when the customer has answered that it was taken. Signed by real time, as every callback.
 */
export async function deliverInstant(
  { send, world, faults }: Deps,
  ground: Ground,
  mail: InstantCallback,
): Promise<boolean> {
  const { rail, text } = mail
  const gate = ground.one.settings.instant[instantRails[rail]]
  if (gate === undefined) return true
  const url = new URL(gate.callback_url)
  const body = Buffer.from(text, 'utf8').toString('latin1')
  const signed = { callback_secrets: [gate.callback_secret] }
  const reply = await send(
    { url: url.origin, timeout_ms: CALLBACK_MS_MAX },
    {
      transport: 'http',
      method: 'POST',
      path: `${url.pathname}${url.search}`,
      headers: {
        'content-type': 'application/xml; charset=utf-8',
        'larkfield-rail': rail,
        'larkfield-signature': signatureOf(signed, `${rail}.${body}`, world.now()),
      },
      body,
    },
  )
  if (reply.kind !== 'answered' || reply.answer.status < 200 || reply.answer.status >= 300) return false
  const status = STATUS.exec(reply.answer.body)?.[1]
  if (mail.payment !== null && status !== undefined)
    await ground.store.turn(() => bookIncoming({ ...ground, faults }, mail, status))
  return true
}

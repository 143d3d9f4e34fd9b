import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '../../kernel/world.ts'
import type { InstantConnector, InstantOrderRail } from '../../modules/rails/index.ts'
import { readAnswer, readMail } from './read.ts'
import { writeInstant } from './write.ts'

const XML_TYPE = 'application/xml; charset=utf-8'
const RAILS: readonly InstantOrderRail[] = ['sepa_instant', 'rtp', 'fednow']
/** How old or early a signature may be. */
const TOLERANCE_S = 300

/** Larkfield's gateway for SEPA Instant, RTP and FedNow: messages of ISO 20022 over HTTPS. See README.md. */
export const larkfieldInstant: InstantConnector = {
  name: 'larkfield',
  write: writeInstant,
  post: ({ client, token }, rail, text) => ({
    transport: 'http',
    method: 'POST',
    path: `/instant/${rail}/messages`,
    headers: { authorization: `Bearer ${token}`, 'content-type': XML_TYPE, 'larkfield-client': client },
    // A body of the wire is Latin-1: each byte of the UTF-8 is one character of it.
    body: Buffer.from(text, 'utf8').toString('latin1'),
  }),
  parse: readAnswer,
  async read({ callback_secrets }, { headers, body, at }) {
    const rail = RAILS.find((known) => known === headers['larkfield-rail'])
    const signed = `${rail ?? ''}.${body}`
    if (rail === undefined || !isSigned(callback_secrets, headers['larkfield-signature'], signed, at))
      return undefined
    return readMail(rail, body)
  },
  answer(answer) {
    if (answer.kind === 'message')
      return {
        status: 200,
        body: Buffer.from(answer.text, 'utf8').toString('latin1'),
        content_type: XML_TYPE,
      }
    return { status: answer.kind === 'noted' ? 202 : 404, body: '', content_type: 'text/plain' }
  },
}

/** `t=<seconds>,v1=<hex>…`, HMAC-SHA-256 over `t.rail.body` with any of the secrets. */
function isSigned(
  secrets: readonly string[],
  header: string | undefined,
  signed: string,
  at: Instant,
): boolean {
  const parts = (header ?? '').split(',').slice(0, 4)
  const seconds = Number(/^t=(\d{1,12})$/.exec(parts[0] ?? '')?.[1] ?? Number.NaN)
  if (!(Math.abs(at / 1e6 - seconds) <= TOLERANCE_S)) return false
  const given = parts
    .slice(1)
    .flatMap((part) => (part.startsWith('v1=') ? [Buffer.from(part.slice(3), 'hex')] : []))
  return secrets.some((key) => {
    const good = createHmac('sha256', key).update(`${seconds}.${signed}`, 'latin1').digest()
    return given.some((mac) => mac.length === good.length && timingSafeEqual(mac, good))
  })
}

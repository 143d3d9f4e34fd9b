import type { WireReply } from '../../../platform/outbound/wire.ts'
import type { InstantConnector, InstantIncoming, InstantOutgoing, InstantSaid } from '../instant_connector.ts'

const DIGITS = /^\d+n$/
/** Amounts are bigints on both sides. */
const written = (value: object): string =>
  JSON.stringify(value, (_name, one: unknown) => (typeof one === 'bigint' ? `${one}n` : one))
const read = (text: string): unknown =>
  JSON.parse(text, (_name, one: unknown) =>
    typeof one === 'string' && DIGITS.test(one) ? BigInt(one.slice(0, -1)) : one,
  )

/** A gateway that says what it was told to, and speaks JSON. */
export const testInstantConnector: InstantConnector = {
  name: 'larkfield',
  write: async (_gate, message) => written(message),
  post: ({ token }, rail, text) => ({
    transport: 'http',
    method: 'POST',
    path: `/${rail}`,
    headers: { authorization: token },
    body: text,
  }),
  parse: async ({ body }) => read(body) as InstantSaid,
  async read(_gate, { headers, body }) {
    if (headers['signature'] !== 'good') return undefined
    const rail = headers['rail'] === 'sepa_instant' ? 'sepa_instant' : 'fednow'
    return { rail, news: read(body) as InstantIncoming }
  },
  answer: (answer) =>
    answer.kind === 'message'
      ? { status: 200, body: answer.text, content_type: 'application/json' }
      : { status: answer.kind === 'noted' ? 202 : 404, body: '', content_type: 'text/plain' },
}

export const says = (said: InstantSaid): WireReply => ({
  kind: 'answered',
  answer: { status: 200, headers: {}, body: written(said) },
})
export const mailOf = (news: InstantIncoming): string => written(news)
export const sentOf = (body: string): InstantOutgoing => read(body) as InstantOutgoing

import type { BankGround } from '../banks/ground.ts'
import type { Struck } from '../faults.ts'
import { type Host, type HttpAsked, type HttpSaid, openHttpHost } from '../http_host.ts'
import { groundNow, type House, underFaults } from '../serve.ts'
import type { CardWorld } from '../worlds.ts'
import { instantRails, railOf } from './facts.ts'
import { answerQuery, type OnTheLine, takePayment } from './payments.ts'
import { type Asked, readAsked } from './read.ts'
import { answerRecallQuery, takeRecall } from './recalls.ts'
import { cancelRequest, takeRequest } from './requests.ts'

const XML_TYPE = 'application/xml; charset=utf-8'
const refusal = (status: number, text: string): HttpSaid => ({ status, body: text, type: 'text/plain' })

/** Larkfield's gateway for instant payments: `connectors/larkfield_instant/README.md`. */
export const openInstant = (house: House, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serve(house, asked))

async function serve(house: House, { method, path, headers, body }: HttpAsked): Promise<HttpSaid> {
  const one = house.worlds.find(String(headers['larkfield-client']))
  const [first, rail_name, last] = path
  const rail = railOf(rail_name)
  const gate = rail && one?.settings.instant[instantRails[rail]]
  if (one === undefined || gate === undefined || headers.authorization !== `Bearer ${gate.token}`)
    return refusal(401, 'The client or its token is not known.')
  if (method !== 'POST' || first !== 'instant' || last !== 'messages')
    return refusal(404, 'There is nothing here.')
  const asked = await readAsked(rail_name, body)
  if (asked === undefined) return refusal(400, 'The body is no message that the gateway knows.')
  const { struck, done } = await house.store.turn(() => doIt(house, one, asked))
  house.player.kick(one)
  return underFaults(house.world, struck, done === undefined ? { status: 503, body: '' } : saidOf(done))
}

const before = ['outage', 'error_before_effect', 'timeout_before_effect'] as const

/** Inside a turn: what strikes before anything happened, and else what happens. */
function doIt(
  house: House,
  one: CardWorld,
  asked: Asked,
): { readonly struck: Struck; readonly done: OnTheLine | undefined } {
  const ground: BankGround = { ...groundNow(house, one), faults: house.faults }
  const operation = asked.kind === 'query' ? 'inquire' : 'instant_payment'
  const reference = asked.kind === 'payment' ? asked.payment.message_id : 'instant'
  const struck = house.faults.take(ground, 'larkfield_instant', operation, reference)
  if (before.some((kind) => struck.has(kind))) return { struck, done: undefined }
  return { struck, done: act(ground, asked) }
}

function act(ground: BankGround, asked: Asked): OnTheLine {
  switch (asked.kind) {
    case 'payment':
      return takePayment(ground, asked.payment)
    case 'query':
      return asked.of === 'recall'
        ? answerRecallQuery(ground, asked.about)
        : answerQuery(ground, asked.rail, asked.about)
    case 'recall':
      return takeRecall(ground, asked.recall)
    case 'request':
      return takeRequest(ground, asked.request)
    case 'cancel':
      return cancelRequest(ground, asked.about, asked.message_id)
  }
}

function saidOf(done: OnTheLine): HttpSaid {
  switch (done.kind) {
    case 'message':
      return { status: 200, type: XML_TYPE, body: done.text }
    case 'taken':
      return { status: 202, body: '' }
    case 'hold':
    case 'drop':
      return done.kind
    case 'garbage':
      return { status: 200, type: XML_TYPE, body: '<Document><FIToFIPmtStsRpt><TxSts>AC' }
    case 'not_found':
      return { status: 404, body: '', headers: { 'larkfield-says': 'not-found' } }
    case 'refused':
      return refusal(422, 'The gateway does not pass this on.')
  }
}

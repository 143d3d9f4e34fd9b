import { instant, instantText, pause } from '../../../kernel/world.ts'
import { codecs } from '../../../modules/rails/index.ts'
import { draw } from '../draw.ts'
import { type Host, type HttpAsked, type HttpSaid, openHttpHost } from '../http_host.ts'
import { groundNow, type House, takeFaults, underFaults } from '../serve.ts'
import type { CardWorld } from '../worlds.ts'
import { findHolder } from './holders.ts'
import { type Question, reportText, type VopResult } from './report.ts'

/** Real time that a slow bank takes: long for a payer, and still an answer. */
const SLOW_MS = 1_500
const XML_TYPE = 'application/xml; charset=utf-8'

const refusal = (status: number, text: string): HttpSaid => ({ status, body: text, type: 'text/plain' })

/** Larkfield's Verification of Payee: `connectors/larkfield_vop/README.md`. */
export const openVop = (house: House, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serve(house, asked))

async function serve(house: House, { method, path, headers, body }: HttpAsked): Promise<HttpSaid> {
  const one = house.worlds.find(String(headers['larkfield-client']))
  const { vop_secret = null } = one?.settings ?? {}
  if (one === undefined || vop_secret === null || headers.authorization !== `Bearer ${vop_secret}`)
    return refusal(401, 'The client or its secret is not known.')
  if (method !== 'POST' || path.join('/') !== 'vop/requests') return refusal(404, 'There is nothing here.')
  const question = await readQuestion(body)
  if (question === undefined) return refusal(400, 'The body is no acmt.023 with one question about an IBAN.')
  const struck = await takeFaults(house, one, 'larkfield_vop', 'verify_payee', question.id)
  return underFaults(house.world, struck, await answer(house, one, question))
}

async function readQuestion(body: string): Promise<Question | undefined> {
  const { readMessages } = await codecs.iso20022()
  const { messages } = readMessages(Buffer.from(body, 'utf8'))
  const [message] = messages
  if (message?.kind !== 'acmt.023' || message.noun === undefined) return undefined
  const { message_id, created_at, verifications } = message.noun
  const [first, ...others] = verifications
  const iban = first?.identification.account?.iban
  const name = first?.identification.party?.name
  if (first === undefined || others.length > 0 || iban === undefined || name === undefined) return undefined
  return { message_id, created_at, id: first.id, iban, name }
}

async function answer(house: House, one: CardWorld, question: Question): Promise<HttpSaid> {
  const found = findHolder(question.iban, question.name)
  if (found.kind === 'silence') return 'hold'
  if (found.kind === 'garbage')
    return { status: 200, type: XML_TYPE, body: '<Document><IdVrfctnRpt><Rpt>MTCH' }
  if (found.kind === 'slow') await pause(house.world, SLOW_MS)
  const at = {
    message_id: `VOP${draw(one.settings.seed, 'vop', question.message_id).hex.slice(0, 24)}`,
    text: instantText(instant(groundNow(house, one).at)),
  }
  const result: VopResult = {
    code: codes[found.kind],
    name: found.kind === 'close_match' ? found.name : null,
  }
  return { status: 200, type: XML_TYPE, body: reportText(question, result, at) }
}

const codes = {
  match: 'MTCH',
  slow: 'MTCH',
  close_match: 'CMTC',
  no_match: 'NMTC',
  not_possible: 'NOAP',
} as const

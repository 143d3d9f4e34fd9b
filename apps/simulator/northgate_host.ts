import { readReport } from './clearing.ts'
import { serveDisputes } from './dispute_http.ts'
import { type Host, type HttpAsked, type HttpSaid, openHttpHost } from './http_host.ts'
import { northgateAnswer, northgateOperation, northgateReport, readNorthgate } from './northgate_wire.ts'
import { moneyOperations } from './operation.ts'
import { isReference, readJsonObject } from './read_fields.ts'
import { groundNow, type House, serveInquiry, serveOperation, takeFaults, underFaults } from './serve.ts'
import type { CardWorld } from './worlds.ts'

const refusal = (status: number, error: string, text: string): HttpSaid => ({
  status,
  body: JSON.stringify({ error, text }),
})

export const openNorthgate = (house: House, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serve(house, asked))

async function serve(house: House, asked: HttpAsked): Promise<HttpSaid> {
  const one = house.worlds.find(String(asked.headers['northgate-merchant']))
  if (one === undefined || asked.headers.authorization !== `Bearer ${one.settings.api_key}`)
    return refusal(401, 'unauthorized', 'The merchant or its key is not known.')
  const [version, noun] = asked.path
  if (version !== 'api') return refusal(404, 'not_found', 'There is nothing here.')
  if (noun === 'disputes')
    return serveDisputes(house, one, 'northgate', { ...asked, path: asked.path.slice(1) })
  if (asked.method === 'GET')
    return noun === 'operations' ? inquire(house, one, asked) : report(house, one, asked)
  return operate(house, one, asked)
}

async function operate(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const body = readJsonObject(asked.body)
  if (body === undefined) return refusal(400, 'invalid_json', 'The body is no JSON object.')
  const request = readNorthgate(asked.path, body)
  if (request === undefined) return refusal(404, 'not_found', 'There is nothing here.')
  if (typeof request === 'string') return refusal(422, 'invalid_field', `${request} is not valid.`)
  const { struck, row } = await serveOperation(house, one, request)
  const said = await underFaults(house.world, struck, row === undefined ? 'drop' : northgateAnswer(row))
  house.player.kick(one)
  return said
}

async function inquire(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const [, , kind, reference = ''] = asked.path
  const about = moneyOperations.find((known) => known === kind)
  if (about === undefined || !isReference(reference))
    return refusal(422, 'invalid_field', 'The operation is not valid.')
  const { struck, row, is_stopped } = await serveInquiry(house, one, 'northgate', { reference, about })
  const said =
    row !== undefined
      ? { status: 200, body: JSON.stringify(northgateOperation(row)) }
      : is_stopped
        ? refusal(503, 'unavailable', 'The service is not available.')
        : refusal(404, 'operation_not_found', 'The operation was never seen.')
  return underFaults(house.world, struck, said)
}

async function report(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const [, noun, day = '', currency] = asked.path
  if (noun !== 'settlements' || !/^\d{4}-\d\d-\d\d$/.test(day))
    return refusal(404, 'not_found', 'There is nothing here.')
  const struck = await takeFaults(house, one, 'northgate', 'report', day)
  const found = readReport(groundNow(house, one), 'northgate', day, currency)
  const said: HttpSaid =
    found === undefined
      ? refusal(404, 'report_not_ready', 'The report is made at 06:00 UTC of its day.')
      : {
          status: 200,
          type: 'application/x-ndjson',
          body: northgateReport(found, one.merchant_number),
        }
  return underFaults(house.world, struck, said)
}

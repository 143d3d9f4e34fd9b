import { readReport } from './clearing.ts'
import { serveDisputes } from './dispute_http.ts'
import { type Host, type HttpAsked, type HttpSaid, openHttpHost } from './http_host.ts'
import { isReference, readJsonObject } from './read_fields.ts'
import { groundNow, type House, serveInquiry, serveOperation, takeFaults, underFaults } from './serve.ts'
import {
  operationOfType,
  readTidewater,
  tidewaterAnswer,
  tidewaterReport,
  tidewaterTransaction,
} from './tidewater_wire.ts'
import type { CardWorld } from './worlds.ts'

const refusal = (status: number, code: string, message: string): HttpSaid => ({
  status,
  body: JSON.stringify({ problem: { code, message } }),
})

export const openTidewater = (house: House, port: number): Promise<Host> =>
  openHttpHost(port, (asked) => serve(house, asked))

async function serve(house: House, asked: HttpAsked): Promise<HttpSaid> {
  const one = house.worlds.find(String(asked.headers['x-merchant-account']))
  if (one === undefined || asked.headers['x-api-key'] !== one.settings.api_key)
    return refusal(401, 'unauthorized', 'The merchant account or its key is not known.')
  const [noun] = asked.path
  if (noun === 'disputes') return serveDisputes(house, one, 'tidewater', asked)
  if (asked.method === 'GET')
    return noun === 'transactions' ? inquire(house, one, asked) : report(house, one, asked)
  return operate(house, one, asked)
}

async function operate(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const body = readJsonObject(asked.body)
  if (body === undefined) return refusal(400, 'invalid_json', 'The body is no JSON object.')
  const request = readTidewater(asked.path, body)
  if (request === undefined) return refusal(404, 'not_found', 'There is nothing here.')
  if (typeof request === 'string') return refusal(422, 'invalid_field', `${request} is not valid.`)
  const { struck, row } = await serveOperation(house, one, request)
  const said = await underFaults(house.world, struck, row === undefined ? 'drop' : tidewaterAnswer(row))
  const tell = (): void => house.player.kick(one)
  if (typeof said === 'object') return { ...said, onSent: tell }
  tell()
  return said
}

async function inquire(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const [, type = '', reference = ''] = asked.path
  const about = operationOfType(type)
  if (about === undefined || !isReference(reference))
    return refusal(422, 'invalid_field', 'The transaction is not valid.')
  const { struck, row, is_stopped } = await serveInquiry(house, one, 'tidewater', { reference, about })
  const said =
    row !== undefined
      ? { status: 200, body: JSON.stringify(tidewaterTransaction(row, true)) }
      : is_stopped
        ? refusal(503, 'unavailable', 'The service is not available.')
        : refusal(404, 'transaction_unknown', 'The transaction was never seen.')
  return underFaults(house.world, struck, said)
}

async function report(house: House, one: CardWorld, asked: HttpAsked): Promise<HttpSaid> {
  const [noun, ...names] = asked.path
  const [day = '', currency] = names
    .join('/')
    .replace(/\.csv$/, '')
    .split('/')
  if (noun !== 'settlement-reports' || !/^\d{4}-\d\d-\d\d$/.test(day))
    return refusal(404, 'not_found', 'There is nothing here.')
  const struck = await takeFaults(house, one, 'tidewater', 'report', day)
  const found = readReport(groundNow(house, one), 'tidewater', day, currency)
  const said: HttpSaid =
    found === undefined
      ? refusal(404, 'report_not_ready', 'The report is made at 06:00 UTC of its day.')
      : { status: 200, type: 'text/csv', body: tidewaterReport(found, one.merchant_number) }
  return underFaults(house.world, struck, said)
}

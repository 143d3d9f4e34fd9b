import { isCurrency } from '../../kernel/currency.ts'
import { challengePage, endPage } from './three_ds_page.ts'
import { type Host, type HttpAsked, type HttpSaid, openHttpHost } from './http_host.ts'
import { cardIn, isReference, objectOf, readJsonObject, textIn } from './read_fields.ts'
import { groundNow, type House } from './serve.ts'
import { finishThreeDs, findThreeDs, proofOfRow, startThreeDs, type ThreeDsRow } from './three_ds.ts'
import type { CardWorld } from './worlds.ts'

const ONE_TIME_CODE = '1234'

const said = (status: number, value: unknown): HttpSaid => ({ status, body: JSON.stringify(value) })
const refusal = (status: number, error: string, text: string): HttpSaid => said(status, { error, text })

/** Directory server and access control server in one, with the page a cardholder sees. */
export async function openThreeDs(house: House, port: number): Promise<Host> {
  let origin = ''
  const host = await openHttpHost(port, (asked) =>
    asked.path[0] === 'acs' ? page(house, asked) : serve(house, asked, origin),
  )
  origin = `http://127.0.0.1:${host.port}`
  return host
}

async function serve(house: House, asked: HttpAsked, origin: string): Promise<HttpSaid> {
  const one = house.worlds.find(String(asked.headers['three-ds-merchant']))
  if (one === undefined || asked.headers.authorization !== `Bearer ${one.settings.api_key}`)
    return refusal(401, 'unauthorized', 'The merchant or its key is not known.')
  const [first, noun, id] = asked.path
  if (first !== '3ds' || noun !== 'authentications')
    return refusal(404, 'not_found', 'There is nothing here.')
  if (asked.method === 'GET') {
    const row = findThreeDs(groundNow(house, one), id ?? '')
    return row === undefined
      ? refusal(404, 'authentication_not_found', 'There is no such authentication.')
      : said(200, viewOf(house, one, row, origin))
  }
  return start(house, one, asked, origin)
}

async function start(house: House, one: CardWorld, asked: HttpAsked, origin: string): Promise<HttpSaid> {
  const body = readJsonObject(asked.body) ?? {}
  const operation_reference = textIn(body, 'operation_reference')
  const amount = Number(textIn(body, 'amount'))
  const [currency, return_url] = [textIn(body, 'currency'), textIn(body, 'return_url')]
  if (!isReference(operation_reference))
    return refusal(422, 'invalid_field', 'operation_reference is not valid.')
  if (!Number.isSafeInteger(amount) || !isCurrency(currency))
    return refusal(422, 'invalid_field', 'The amount is not valid.')
  if (!/^https?:\/\/./.test(return_url)) return refusal(422, 'invalid_field', 'return_url is not valid.')
  const { number } = cardIn(objectOf(body['card']))
  const wants_challenge = body['challenge'] === true
  const row = await house.store.turn(() =>
    startThreeDs(groundNow(house, one), {
      operation_reference,
      amount,
      currency,
      return_url,
      number,
      wants_challenge,
    }),
  )
  return row === undefined
    ? refusal(422, 'card_not_enrolled', 'No scheme knows the number.')
    : said(200, viewOf(house, one, row, origin))
}

function viewOf(house: House, one: CardWorld, row: ThreeDsRow, origin: string): object {
  const proof = proofOfRow(groundNow(house, one), row)
  const { operation_reference, version } = row.body
  return {
    id: row.id,
    operation_reference,
    status: row.status,
    version,
    eci: proof?.eci ?? null,
    cavv: proof?.cavv ?? null,
    ds_transaction_id: proof?.ds_transaction_id ?? null,
    challenge_url: row.status === 'challenge' ? `${origin}/acs/${one.merchant_number}/${row.id}` : null,
  }
}

/** `GET` shows the page; `POST` is the form, and leads back to the merchant. */
async function page(house: House, { method, path, body }: HttpAsked): Promise<HttpSaid> {
  const [, merchant_number = '', id = ''] = path
  const one = house.worlds.find(merchant_number)
  const row = one === undefined ? undefined : findThreeDs(groundNow(house, one), id)
  if (one === undefined || row === undefined) return html(404, endPage('This page does not exist.'))
  if (method !== 'POST')
    return row.status === 'challenge' ? html(200, challengePage(row, false)) : backTo(row)
  const form = new URLSearchParams(body)
  const isCancelled = form.get('answer') === 'fail'
  if (row.status === 'challenge' && !isCancelled && form.get('code')?.trim() !== ONE_TIME_CODE)
    return html(200, challengePage(row, true))
  const status = isCancelled ? 'failed' : 'authenticated'
  const finished = await house.store.turn(() => finishThreeDs(groundNow(house, one), row, status))
  return backTo(finished)
}

function backTo(row: ThreeDsRow): HttpSaid {
  const url = new URL(row.body.return_url)
  url.searchParams.set('authentication', row.id)
  return { status: 303, body: '', headers: { location: url.href } }
}

const html = (status: number, text: string): HttpSaid => ({
  status,
  body: text,
  type: 'text/html; charset=utf-8',
  headers: {
    // No `form-action`: the answer to the form redirects to the merchant, wherever that is.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *",
    'cache-control': 'no-store',
  },
})

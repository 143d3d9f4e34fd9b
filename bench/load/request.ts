import { hash } from 'node:crypto'
import { createRandom } from '../random.ts'
import { ACCOUNT_ID_CHARS } from '../setup/accounts.ts'
import type { LoadPlan } from './plan.ts'

/** The bytes of one connection's next request. They are the same buffer each time, so send it before the next call. */
export type NextRequest = () => Buffer

const SEQUENCE_DIGITS = 10
const BLANK_ID = 'a'.repeat(ACCOUNT_ID_CHARS)
const TRANSFER = `{"debit_account":"${BLANK_ID}","credit_account":"${BLANK_ID}","amount":{"value":"100","currency":"USD"},"code":"bench"}`
const PAYMENT = `{"payment_method":"${BLANK_ID}","merchant":"${BLANK_ID}","amount":{"value":"1050","currency":"USD"},"reference":"bench"}`

/** The whole request is built once; only accounts and the key's last digits are written anew. */
export function createRequests(plan: LoadPlan, accounts: Buffer, connection: number): NextRequest {
  const bytes = requestBytes(plan, connection)
  const places = placesOf(bytes, BLANK_ID)
  const key = bytes.indexOf('Idempotency-Key: ')
  const key_end = bytes.indexOf('\r\n', key)
  const count = accounts.length / ACCOUNT_ID_CHARS - plan.accounts_from
  const random = createRandom(seedOf(plan.run) ^ (connection * 2_654_435_761 + 1))
  const write = (account: number, at: number): void => {
    const from = account * ACCOUNT_ID_CHARS
    accounts.copy(bytes, at, from, from + ACCOUNT_ID_CHARS)
  }
  const drawTransfer = (): [number, number] => {
    const to = plan.hot ?? plan.accounts_from + random(count)
    const from = plan.accounts_from + random(count)
    if (from !== to) return [from, to]
    return [from === plan.accounts_from ? from + 1 : from - 1, to]
  }
  const { merchants = 0 } = plan
  const drawPayment = (): [number, number] => [
    merchants + random(count - merchants),
    plan.hot ?? random(merchants),
  ]
  let sequence = 0
  return () => {
    for (let index = 0; index < places.length; index += 2) {
      const [from, to] = plan.kind === 'payment' ? drawPayment() : drawTransfer()
      write(from, places[index] as number)
      write(to, places[index + 1] as number)
    }
    let rest = ++sequence
    for (let at = key_end - 1; at >= key_end - SEQUENCE_DIGITS; at--) {
      bytes[at] = 48 + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    return bytes
  }
}

/** Each run draws other accounts: drawing the same would pay with the same few cards again and again, as a thief does. */
const seedOf = (run: string): number => hash('sha256', run, 'buffer').readInt32LE()

function requestBytes(plan: LoadPlan, connection: number): Buffer {
  const item = plan.kind === 'payment' ? PAYMENT : TRANSFER
  const items = Array.from({ length: plan.transfers }, () => item).join(',')
  const body = plan.transfers === 1 ? item : `{"transfers":[${items}]}`
  return Buffer.from(
    `POST ${plan.path} HTTP/1.1\r\n` +
      `Host: 127.0.0.1:${plan.port}\r\n` +
      `Authorization: ${plan.authorization}\r\n` +
      `Idempotency-Key: ${plan.run}-${connection}-${'0'.repeat(SEQUENCE_DIGITS)}\r\n` +
      'Content-Type: application/json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function placesOf(bytes: Buffer, text: string): number[] {
  const places: number[] = []
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) places.push(at)
  return places
}

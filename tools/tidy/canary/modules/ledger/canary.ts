import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Payment } from '../payments/payment.ts'

export { createPayments } from '../payments/index.ts'
export * from '../audit/store.ts'
export type Later = import('../webhooks/index.ts').Webhooks
export const seen = (): Promise<unknown> => import('./canary.test.ts')

// TODO: everything
// @ts-ignore
export type InfoRow = { handle: string; data: string }
export function processAll(helper: () => void, payment: Payment): string {
  const { utils, ...rest } = { utils: 1, helper, payment }
  setTimeout(helper, 1)
  return `${Date.now()} ${new Date()} ${Math.random()} ${randomUUID()} ${performance.now()} ${utils} ${rest}`
}
export const sql = 'select 1 from ledger.account where tenant_id = $1'
export const home = '/home/somebody/florin'
export const strings = "Date.now() and process.env['data'] in a string, // TO" + 'DO in a string'
// Words of others are fine: process.env, socket.on('data', …), metadata, database.
export const wire = { data: [process.env['HOME'], wait], handler: () => undefined }
test.only('nothing else runs', { skip: 'not today' })
export const here = new URL('../', import.meta.url).pathname
const numbers: Readonly<Record<string, number>> = { one: 1 }
export const numberOf = (word: string): number | undefined => numbers[word] ?? numbers['one']

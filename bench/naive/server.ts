import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { realWorld } from '../../kernel/world.ts'
import { type NaiveRequest, postTransfer } from './post_transfer.ts'

/**
 * The baseline: the same endpoint as most teams build it. node:http without a framework, a pool, one transaction per
 * request, durable and idempotent. Kept honest: prepared statements, accounts locked in one order, no needless work.
 * DATABASE_URL, PORT, NAIVE_KEY and NAIVE_POOL come from the environment.
 */
const world = realWorld()
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['NAIVE_POOL']),
})
const keys = new Set([hash('sha256', process.env['NAIVE_KEY'] ?? '')])

const isAmount = (value: unknown): boolean => typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value)
const isAccount = (id: unknown): boolean =>
  typeof id === 'string' && /^acc_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id)
const isWellFormed = (body: Partial<NaiveRequest>): body is NaiveRequest =>
  isAccount(body.debit_account) &&
  isAccount(body.credit_account) &&
  body.debit_account !== body.credit_account &&
  isAmount(body.amount?.value) &&
  typeof body.code === 'string'

async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const secret = request.headers.authorization?.slice('Bearer '.length) ?? ''
  const actor = hash('sha256', secret)
  if (!keys.has(actor)) return { status: 401, body: '{"code":"unauthorized"}' }
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return { status: 400, body: '{"code":"idempotency_key_required"}' }
  const text = Buffer.concat(parts).toString()
  const body = JSON.parse(text) as Partial<NaiveRequest>
  if (!isWellFormed(body)) return { status: 400, body: '{"code":"invalid_request"}' }
  return postTransfer(pool, world, body, { key, fingerprint: hash('sha256', text), actor })
}

function send(response: ServerResponse, { status, body }: { status: number; body: string }): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

const server = createServer((request, response) => {
  answer(request).then(
    (reply) => send(response, reply),
    (error: unknown) => {
      console.error(error)
      send(response, { status: 500, body: '{"code":"internal"}' })
    },
  )
})
server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 1_024 })
process.on('SIGTERM', () => process.exit(0))

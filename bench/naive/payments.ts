import { hash } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request as call, type ServerResponse } from 'node:http'
import pg from 'pg'
import { idOf, newUuid, uuidOf } from '../../kernel/id.ts'
import { instantText, realWorld } from '../../kernel/world.ts'

/**
 * The baseline of card payments: as most teams build it. A velocity check, a transaction that writes the payment, a call
 * to the acquirer on kept connections, a transaction that books it and stores the reply. Durable and idempotent.
 */
const world = realWorld()
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: Number(process.env['NAIVE_POOL']),
})
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const acquirer = process.env['NAIVE_ACQUIRER'] ?? ''
const keys = new Set([hash('sha256', process.env['NAIVE_KEY'] ?? '')])
const ACQUIRER_OWNER = '00000000-0000-7000-8000-000000000001'
const ATTEMPTS_AN_HOUR_MAX = 100_000

type Asked = {
  readonly payment_method: string
  readonly merchant: string
  readonly amount: { readonly value: string; readonly currency: string }
  readonly reference?: string
}
type Reply = { readonly status: number; readonly body: string }
type Approval = { readonly reference: string; readonly auth_code: string }

const isId = (id: unknown, prefix: string): boolean =>
  typeof id === 'string' && id.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id.slice(4))
const isWellFormed = (body: Partial<Asked>): body is Asked =>
  isId(body.payment_method, 'tok') &&
  isId(body.merchant, 'mer') &&
  typeof body.amount?.value === 'string' &&
  /^[1-9]\d{0,15}$/.test(body.amount.value)

async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const made = await work(client)
    await client.query('commit')
    return made
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function begin(asked: Asked, key: string, fingerprint: string): Promise<{ id: string } | Reply> {
  const [card, merchant] = [uuidOf(asked.payment_method), uuidOf(asked.merchant)]
  const at = instantText(world.now())
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ count: string }>({
      name: 'velocity',
      text: `select count(*) from (select from naive_payment where card = $1 and created_at > $2::timestamptz - interval '1 hour'
        limit 1000) n`,
      values: [card, at],
    })
    if (Number(rows[0]?.count) > ATTEMPTS_AN_HOUR_MAX) return { status: 402, body: '{"code":"blocked"}' }
    const id = newUuid(world)
    const made = await client.query({
      name: 'begin',
      text: `insert into naive_payment (id, key, fingerprint, merchant, card, amount, currency, reference, state, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'processing', $9, $9) on conflict (key) do nothing`,
      values: [
        id,
        key,
        fingerprint,
        merchant,
        card,
        asked.amount.value,
        asked.amount.currency,
        asked.reference ?? null,
        at,
      ],
    })
    if (made.rowCount === 0) return replay(client, key, fingerprint)
    await client.query({
      name: 'attempt',
      text: 'insert into naive_attempt (id, payment, created_at) values ($1, $2, $3)',
      values: [newUuid(world), id, at],
    })
    return { id }
  })
}

async function replay(client: pg.PoolClient, key: string, fingerprint: string): Promise<Reply> {
  const { rows } = await client.query<{ fingerprint: string; reply: string | null }>({
    name: 'replay',
    text: 'select fingerprint, reply from naive_payment where key = $1',
    values: [key],
  })
  if (rows[0]?.fingerprint !== fingerprint) return { status: 409, body: '{"code":"mismatch"}' }
  return rows[0].reply === null
    ? { status: 409, body: '{"code":"in_progress"}' }
    : { status: 201, body: rows[0].reply }
}

function authorize(id: string, asked: Asked): Promise<Approval> {
  const body = JSON.stringify({ reference: id, ...asked })
  return new Promise((resolve, reject) => {
    const sent = call(acquirer, { method: 'POST', agent }, (heard) => {
      let text = ''
      heard.setEncoding('utf8').on('data', (part: string) => (text += part))
      heard.on('end', () => resolve(JSON.parse(text) as Approval))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function finish(id: string, asked: Asked, approval: Approval): Promise<Reply> {
  const at = instantText(world.now())
  const body = JSON.stringify({
    id: idOf('pay', id),
    status: 'succeeded',
    ...asked,
    ...approval,
    created_at: at,
  })
  await inTransaction(async (client) => {
    await book(client, { id, merchant: uuidOf(asked.merchant), value: asked.amount.value, at })
    await client.query({
      name: 'outcome',
      text: `update naive_attempt set outcome = 'approved' where payment = $1`,
      values: [id],
    })
    await client.query({
      name: 'finish',
      text: `update naive_payment set state = 'succeeded', acquirer_reference = $2, auth_code = $3, reply = $4, updated_at = $5
        where id = $1`,
      values: [id, approval.reference, approval.auth_code, body, at],
    })
    await client.query({
      name: 'tell',
      text: `insert into naive_event (type, object_id, at, body) values ('payment.succeeded', $1, $2, $3)`,
      values: [id, at, body],
    })
  })
  return { status: 201, body }
}

type Booking = { readonly id: string; readonly merchant: string; readonly value: string; readonly at: string }

/** Both accounts are locked in one order, moved, and their versions kept with the entry. */
async function book(client: pg.PoolClient, { id, merchant, value, at }: Booking): Promise<void> {
  const owners = [ACQUIRER_OWNER, merchant]
  await client.query({
    name: 'open',
    text: 'insert into naive_balance (owner) values ($1), ($2) on conflict (owner) do nothing',
    values: owners,
  })
  const { rows } = await client.query<{ owner: string; version: string }>({
    name: 'lock',
    text: 'select owner, version from naive_balance where owner in ($1, $2) order by owner for update',
    values: owners,
  })
  const versions = owners.map((owner) => Number(rows.find((row) => row.owner === owner)?.version ?? 0) + 1)
  await client.query({
    name: 'debit',
    text: 'update naive_balance set debits = debits + $2, version = version + 1 where owner = $1',
    values: [ACQUIRER_OWNER, value],
  })
  await client.query({
    name: 'credit',
    text: 'update naive_balance set credits = credits + $2, version = version + 1 where owner = $1',
    values: [merchant, value],
  })
  await client.query({
    name: 'entry',
    text: `insert into naive_entry (id, payment, debit, credit, amount, debit_version, credit_version, at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [newUuid(world), id, ...owners, value, ...versions, at],
  })
}

async function answer(request: IncomingMessage): Promise<Reply> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const secret = request.headers.authorization?.slice('Bearer '.length) ?? ''
  if (!keys.has(hash('sha256', secret))) return { status: 401, body: '{"code":"unauthorized"}' }
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string') return { status: 400, body: '{"code":"idempotency_key_required"}' }
  const text = Buffer.concat(parts).toString()
  const asked = JSON.parse(text) as Partial<Asked>
  if (!isWellFormed(asked)) return { status: 400, body: '{"code":"invalid_request"}' }
  const begun = await begin(asked, key, hash('sha256', text))
  if ('status' in begun) return begun
  return finish(begun.id, asked, await authorize(begun.id, asked))
}

function send(response: ServerResponse, { status, body }: Reply): void {
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

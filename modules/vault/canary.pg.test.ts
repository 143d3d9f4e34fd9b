import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import type { Id } from '../../kernel/id.ts'
import { secret } from '../../kernel/secret.ts'
import { realWorld } from '../../kernel/world.ts'
import type { Database } from '../../platform/db/database.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { createEdge, type Edge } from '../../platform/http/edge.ts'
import type { AuthOutcome } from '../../platform/http/principal.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { createLog } from '../../platform/telemetry/log.ts'
import { createMetrics } from '../../platform/telemetry/metrics.ts'
import { systemScope } from '../audit/testing.ts'
import { routes, type Vault } from './index.ts'
import { type Counterpart, jsonCall, testVault } from './testing.ts'

// Goal: a card number and its CVC are nowhere but in memory and on the wire (reliability.md F11).
// Method: put a distinctive card through everything there is, good and bad, then search all that was written down. Each
// search must also find a card that is planted there.

const NUMBER = '4539578763621486'
const CVC = '7391'.slice(1)
/** Nine digits in a row are more than what may be shown (eight and four). */
const runs = Array.from({ length: NUMBER.length - 8 }, (_, at) => NUMBER.slice(at, at + 9))
const inHex = (text: string): string => Buffer.from(text).toString('hex')
const leaks = (text: string): boolean =>
  runs.some((run) => text.includes(run) || text.includes(inHex(run))) ||
  new RegExp(`cvc["': =]{1,6}${CVC}`, 'i').test(text)

type TokenReply = { id: Id<'tok'>; has_cvc: boolean; card: Record<string, unknown> }
type Problem = { errors: { param: string; detail: string }[] }

const world = realWorld()
const tenant_id = 77n as TenantId
const scope = systemScope(tenant_id, world)
const lines: string[] = []
const metrics = createMetrics()
let test_db: TestDatabase
let db: Database
let vault: Vault
let counterpart: Counterpart
let edge: Edge
const answers: string[] = []
let began_at = ''

before(async () => {
  test_db = await createTestDatabase()
  const { rows } = await test_db.admin.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
  began_at = present(rows[0], 'where the log stands').lsn
  const made = testVault(test_db, world)
  db = made.db
  vault = made.vault
  counterpart = made.counterpart
  await addTenant(test_db.admin, tenant_id)
  edge = createEdge({
    routes: routes(vault),
    authenticate: (credential): AuthOutcome => ({
      ok: true,
      value: {
        credential_id: 'key_1',
        tenant_id,
        tenant_public_id: 'ten_1',
        mode: 'live',
        kind: 'publishable',
        allows: (asked) => credential === 'sk' || asked === 'tokens:write',
        actor: scope.actor,
        version: '2026-11-21',
        world,
      },
    }),
    db,
    world,
    log: createLog({ world, level: 'debug', to: { write: (line) => lines.push(line) } }).with({
      stream: 'vault',
    }),
    versions: { current: '2026-11-21' as never, older: [], changes: [] },
    metrics: metrics.edge,
    config: { public_url: 'http://127.0.0.1:4011', log_every_request: true, serves_pages: true },
  })
})
after(async () => {
  await edge.close()
  await vault.close()
  await db.close()
  await test_db.drop()
})

async function post(body: unknown, more: Record<string, string> = {}, key = 'pk') {
  const reply = await edge.inject({
    method: 'POST',
    url: '/v1/tokens',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  answers.push(reply.body)
  return reply
}
const card = (more: object = {}) => ({
  card: { number: NUMBER, expiry_month: 12, expiry_year: 2049, cvc: CVC, name: 'Ann Other', ...more },
})

test('a page may put a card in with a publishable key, and do nothing else', async () => {
  const made = await post(card(), { 'idempotency-key': 'one' })
  assert.equal(made.statusCode, 201, made.body)
  assert.equal(made.headers['access-control-allow-origin'], '*')
  const token = made.json<TokenReply>()
  const { fingerprint, ...face } = token.card
  assert.deepEqual(face, {
    scheme: 'visa',
    bin: '45395787',
    last4: '1486',
    expiry_month: 12,
    expiry_year: 2049,
    country: null,
    funding: null,
  })
  assert.equal(token.has_cvc, true)
  const get = (key: string) =>
    edge.inject({ method: 'GET', url: `/v1/tokens/${token.id}`, headers: { authorization: `Bearer ${key}` } })
  assert.equal((await get('pk')).statusCode, 403)
  assert.equal((await get('sk')).json<TokenReply>().card['fingerprint'], fingerprint)
  const preflight = await edge.inject({
    method: 'OPTIONS',
    url: '/v1/tokens',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  })
  assert.equal(preflight.statusCode, 204)
  assert.match(String(preflight.headers['access-control-allow-headers']), /authorization.*idempotency-key/)
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined)
})

test('the same key and card are the same token; another card under the key is refused, naming the number only', async () => {
  const again = await post(card(), { 'idempotency-key': 'one' })
  assert.equal(again.headers['idempotency-status'], 'replayed')
  const other = await post(card({ number: '4242424242424242' }), { 'idempotency-key': 'one' })
  assert.equal(other.statusCode, 422)
  assert.deepEqual(
    other.json<Problem>().errors.map(({ param }) => param),
    ['card.number'],
  )
})

test('what is remembered of a key cannot be tried with numbers', async () => {
  const stored = async () =>
    (
      await test_db.admin.query<{ fingerprint: string; fields: string }>(
        'select fingerprint, fields from platform.idempotency_key where tenant_id = $1 and key = $2',
        [tenant_id, 'one'],
      )
    ).rows[0]
  const first = present(await stored(), 'the key')
  assert.ok(!first.fields.includes('.cvc:'))
  // Another tenant's key over the very same card leaves something else behind: both are keyed.
  const claims = await Promise.all(
    [scope, systemScope(await addTenant(test_db.admin, 78n), world)].map((of) =>
      vault.prepareToken(of, {
        number: secret(NUMBER),
        expiry_month: 1,
        expiry_year: 2049,
        cvc: null,
        name: null,
      }),
    ),
  )
  assert.notDeepEqual(claims[0], claims[1])
})

test('faults name the field and never repeat it', async () => {
  const bad = [
    card({ number: '4539 5787 6362 1486' }),
    card({ number: `${NUMBER}0` }),
    card({ number: Number(NUMBER) }),
    card({ number: NUMBER.replace(/6$/, '7') }),
    card({ cvc: `${CVC}12` }),
    card({ cvc: `${CVC}1` }),
    card({ expiry_year: 2001 }),
    `{"card": {"number": "${NUMBER}", `,
    `{"card": {"number": "${NUMBER}", "number": "${NUMBER}"}}`,
  ]
  for (const [at, body] of bad.entries()) {
    const reply = await post(body, { 'idempotency-key': `bad-${at}` })
    assert.ok(reply.statusCode === 422 || reply.statusCode === 400, reply.body)
    assert.ok(!leaks(reply.body), reply.body)
  }
  const spaces = await post(card({ number: '4539 5787 6362 1486' }))
  assert.match(spaces.json<Problem>().errors[0]?.detail ?? '', /without spaces or dashes/)
})

test('a card goes out and what is answered does not bring it back', async () => {
  const { id } = (await post(card())).json<TokenReply>()
  const body = '{"number":"{{card.number}}","cvc":"{{card.cvc}}"}'
  const echo = `{"you sent":{"number":"${NUMBER}","cvc":"${CVC}"},"raw":"{\\"cvc\\":\\"${CVC}\\"}"}`
  counterpart.answers.push(
    { kind: 'answered', answer: { status: 400, headers: { 'x-echo': NUMBER }, body: echo } },
    { kind: 'no_answer', why: `socket closed after ${NUMBER}` },
  )
  answers.push(JSON.stringify(await vault.send(scope, jsonCall(id, body))))
  answers.push(JSON.stringify(await vault.send(scope, jsonCall(id, body))))
  assert.equal(counterpart.sent.length, 2)
  assert.ok(leaks(counterpart.sent[0]?.body ?? ''), 'the counterpart got the card')
  assert.ok(!leaks(answers.join('\n')), answers.join('\n'))
})

test('the write-ahead log holds neither, and a planted one is found', async (t) => {
  const { admin } = test_db
  /** What was written since this file began, as bytes; undefined when this user may not read it. */
  const read = async (): Promise<Buffer[] | undefined> => {
    // A commit that waits for the files brings everything before it there, too.
    await admin.query(
      `begin; set local synchronous_commit = on; select pg_logical_emit_message(true, 'florin', 'flush'); commit`,
    )
    const until = await admin.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
    const { rows } = await admin.query<{ name: string }>(
      `select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'
        and name between pg_walfile_name($1) and pg_walfile_name($2) order by name limit 32`,
      [began_at, until.rows[0]?.lsn],
    )
    const files: Buffer[] = []
    for (const { name } of rows) {
      const found = await admin.query<{ bytes: Buffer | null }>(
        `select pg_read_binary_file('pg_wal/' || $1::text, true) as bytes`,
        [name],
      )
      // A checkpoint may have taken it away meanwhile.
      const bytes = found.rows[0]?.bytes ?? null
      if (bytes !== null) files.push(bytes)
    }
    return files
  }
  const files = await read().catch(() => undefined)
  if (files === undefined) return t.diagnostic('the write-ahead log cannot be read here')
  const found = (all: readonly Buffer[]): boolean =>
    all.some((bytes) => runs.some((run) => bytes.includes(run)))
  assert.ok(files.length > 0)
  assert.equal(found(files), false)
  await admin.query('create table public.planted_log (note text)')
  await admin.query('insert into public.planted_log values ($1)', [NUMBER])
  assert.ok(found((await read()) ?? []))
  await admin.query('drop table public.planted_log')
})

/** Every table of the database as text, with its name. */
async function everyRow(): Promise<string> {
  const { admin } = test_db
  const { rows: tables } = await admin.query<{
    name: string
  }>(`select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`)
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await admin.query<{ text: string }>(`select t::text as text from ${name} t`)
    texts.push(...rows.map(({ text }) => `${name} ${text}`))
  }
  assert.ok(texts.length > 20)
  return texts.join('\n')
}

test('no table holds a run of the number or the code, and a planted one is found', async () => {
  assert.ok(!leaks(await everyRow()))
  await test_db.admin.query(`create table public.planted (note bytea)`)
  await test_db.admin.query('insert into public.planted values ($1)', [Buffer.from(NUMBER)])
  assert.ok(leaks(await everyRow()))
  await test_db.admin.query('drop table public.planted')
})

test('no log line and no metric holds them, and a planted one is found', async () => {
  const written = `${lines.join('')}\n${await metrics.text()}`
  assert.ok(lines.length > 5 && lines.every((line) => line.includes('"stream":"vault"')))
  assert.ok(!leaks(written))
  assert.ok(leaks(`${written}${NUMBER}`))
})

test('what PostgreSQL keeps of statements holds neither: only ciphertext reaches it', async () => {
  const { rows } = await test_db.admin.query<{ query: string }>(
    'select query from pg_stat_activity where query is not null',
  )
  assert.ok(rows.length > 0 && !leaks(rows.map(({ query }) => query).join('\n')))
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { realWorld } from '../kernel/world.ts'
import { parseCheckpoint } from '../modules/audit/index.ts'
import type { TenantId } from '../platform/scope.ts'
import { type AccessApi, startAccessApi } from './access_api.ts'

let api: AccessApi
before(async () => {
  api = await startAccessApi()
})
after(() => api.stop())

type Event = {
  id: string
  seq: number
  action: string
  actor_id: string
  authenticated_by: string
  resource_id: string
  request_id: string
  ip: string | null
  before_hash: string | null
  after_hash: string | null
}
type Events = { data: Event[]; has_more: boolean; next_cursor: string | null }
const events = async (query = '') =>
  (await api.call<Events>('GET', `/v1/audit-events${query}`, { key: api.secret_key })).body
const post = <B>(path: string, body?: object) => api.call<B>('POST', path, { key: api.secret_key, body })

const openedAs = (normal_side: 'debit' | 'credit') => ({
  id: newId('acc', realWorld()),
  currency: 'USD',
  normal_side,
  path: 'test',
})

test('what was done with a key is written down: who, how authenticated, from where, what, in which request', async () => {
  const made = await post<{ id: string }>('/v1/api-keys', { kind: 'secret', name: 'Watched' })
  const revoked = await post<{ id: string }>(`/v1/api-keys/${made.body.id}/revoke`)
  const { data: found } = await events(`?resource_id=${made.body.id}`)
  assert.deepEqual(
    found.map(({ action }) => action),
    ['api_keys.revoke', 'api_keys.create'],
  )
  const [last, first] = found
  assert.equal(last?.request_id, revoked.headers.get('request-id'))
  assert.equal(last?.authenticated_by, 'secret_key')
  assert.match(last?.actor_id ?? '', /^key_/)
  assert.match(last?.ip ?? '', /^(::ffff:)?127\.0\.0\.1$/)
  assert.deepEqual([first?.before_hash, last?.before_hash], [null, first?.after_hash])
  const one = await api.call<Event>('GET', `/v1/audit-events/${last?.id}`, { key: api.secret_key })
  assert.deepEqual(one.body, last)
})

test('whoever moved money can be found: by the transfer, by the key, and by the moment', async () => {
  const [from, to] = [openedAs('debit'), openedAs('credit')]
  assert.equal((await post('/v1/ledger/accounts', from)).status, 201)
  assert.equal((await post('/v1/ledger/accounts', to)).status, 201)
  const key = await post<{ id: string; secret: string }>('/v1/api-keys', { kind: 'secret', name: 'Mover' })
  const body = {
    debit_account: from.id,
    credit_account: to.id,
    amount: { value: '1050', currency: 'USD' },
    code: 'payment',
  }
  const once = { key: key.body.secret, body, idempotency_key: 'moved-once' }
  const moved = await api.call<{ id: string; recorded_at: string }>('POST', '/v1/ledger/transfers', once)
  assert.equal(moved.status, 201)
  await api.call('POST', '/v1/ledger/transfers', once)
  await api.hear()
  const { id, recorded_at } = moved.body
  const { data: found } = await events(`?resource_id=${id}`)
  assert.deepEqual(
    found.map(({ action, actor_id, authenticated_by, request_id }) => [
      action,
      actor_id,
      authenticated_by,
      request_id,
    ]),
    [['ledger_transfers.post', key.body.id, 'secret_key', moved.headers.get('request-id')]],
    'once, whatever is repeated',
  )
  assert.match(found[0]?.ip ?? '', /127\.0\.0\.1$/)
  const until = new Date(Date.parse(recorded_at) + 1).toISOString()
  for (const query of [`actor_id=${key.body.id}`, `from=${recorded_at}&to=${until}`])
    assert.deepEqual((await events(`?action=ledger_transfers.post&${query}`)).data, found, query)
})

test('a request that is refused, or replayed, leaves no event', async () => {
  const count = async () => (await events('?limit=100')).data.length
  const before_count = await count()
  await post('/v1/api-keys', { kind: 'restricted', name: 'Odd', scopes: ['unknown:scope'] })
  assert.equal(await count(), before_count)
  const once = {
    key: api.secret_key,
    body: { kind: 'secret', name: 'Once' },
    idempotency_key: 'audited-once',
  }
  await api.call('POST', '/v1/api-keys', once)
  await api.call('POST', '/v1/api-keys', once)
  assert.equal(await count(), before_count + 1)
})

test('the list goes page by page, newest first, without a gap or a double', async () => {
  for (let round = 0; round < 3; round++) await post('/v1/api-keys', { kind: 'secret', name: `Key ${round}` })
  const seen: number[] = []
  let cursor: string | null = null
  do {
    const page: Events = await events(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
    seen.push(...page.data.map(({ seq }) => seq))
    assert.equal(page.has_more, page.next_cursor !== null)
    cursor = page.next_cursor
  } while (cursor !== null)
  assert.deepEqual(
    seen.toReversed(),
    seen.map((_, index) => index + 1),
  )
})

test('filters that make no sense are refused, and another tenant’s events are not there', async () => {
  for (const query of ['?limit=0', '?limit=101', '?cursor=abc', '?from=yesterday', '?nonsense=1', '?action='])
    assert.equal(
      (await api.call('GET', `/v1/audit-events${query}`, { key: api.secret_key })).status,
      400,
      query,
    )
  const { next_cursor } = await events('?limit=1&resource_type=api_key')
  for (const query of [`?cursor=${next_cursor}`, `?cursor=${next_cursor}&resource_type=tenant`])
    assert.equal(
      (await api.call<{ code: string }>('GET', `/v1/audit-events${query}`, { key: api.secret_key })).body
        .code,
      'cursor_invalid',
    )
  const [event] = (await events()).data
  const foreign = await api.call('GET', `/v1/audit-events/${event?.id}`, { key: api.live_key })
  assert.equal(foreign.status, 404)
})

test('whoever keeps a checkpoint can tell later that the trail was cut or rewritten', async () => {
  const latest = () =>
    api.call<{ checkpoint: string; last_seq: number }>('GET', '/v1/audit-checkpoints/latest', {
      key: api.secret_key,
    })
  assert.equal((await latest()).status, 404, 'nothing is sealed yet')
  assert.deepEqual((await api.audit.sealDue()).broken, [])
  const { checkpoint, last_seq } = (await latest()).body
  const tenant_id = parseCheckpoint(checkpoint)?.tenant_id as TenantId
  assert.equal((await api.audit.verify(tenant_id, { checkpoint })).ok, true)
  const admin = (text: string) => api.test_db.admin.query(text, [tenant_id])
  await admin(`delete from audit.event where tenant_id = $1 and seq = ${last_seq}`)
  await admin(`update audit.head set seq = ${last_seq - 1} where tenant_id = $1`)
  await admin('delete from audit.block where tenant_id = $1')
  assert.equal((await api.audit.verify(tenant_id)).ok, true, 'without the checkpoint nothing shows')
  const { faults } = await api.audit.verify(tenant_id, { checkpoint })
  assert.deepEqual(
    faults.map(({ kind }) => kind),
    ['truncated'],
  )
})

type Proof = {
  verdict: string
  fault: { kind: string; seq: number | null; detail: string } | null
  through_seq: number
  last_seq: number
  next_cursor: string | null
}
const proof = (query = '') =>
  api.call<Proof & { code?: string }>('GET', `/v1/audit-events/proof${query}`, { key: api.secret_key })

test('the trail is recomputed on request, and what was changed behind its back is named', async () => {
  await post('/v1/api-keys', { kind: 'secret', name: 'Proven' })
  const { verdict, fault, through_seq, last_seq, next_cursor } = (await proof()).body
  assert.deepEqual({ verdict, fault, next_cursor }, { verdict: 'intact', fault: null, next_cursor: null })
  assert.ok(last_seq > 1 && through_seq === last_seq)
  const odd = await proof('?cursor=made-up-by-somebody')
  assert.deepEqual([odd.status, odd.body.code], [400, 'cursor_invalid'])
  const [newest] = (await events('?action=api_keys.create&limit=1')).data
  const where = `where id::text in (select id::text from audit.event where seq = ${newest?.seq} and request_id = $1)`
  const change = (to: string) =>
    api.test_db.admin.query(`update audit.event set actor_id = '${to}' ${where}`, [newest?.request_id])
  await change('key_of_somebody_else')
  const broken = (await proof()).body
  assert.equal(broken.verdict, 'broken')
  assert.deepEqual([broken.fault?.kind, broken.fault?.seq], ['edited', newest?.seq])
  assert.match(broken.fault?.detail ?? '', /is not what was written/)
  await change(newest?.actor_id ?? '')
  assert.equal((await proof()).body.verdict, 'intact')
})

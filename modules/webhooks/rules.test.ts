import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idOf } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { ledgerFacts } from '../ledger/index.ts'
import { readCatalogue, tell } from './catalogue.ts'
import { eventText, type StoredEvent } from './event.ts'
import { inVersion } from './event_versions.ts'
import { webhookFacts } from './facts.ts'
import { unknownFilters, wants } from './filters.ts'
import { RETRY_WAITS_MS } from './limits.ts'
import { retryAt } from './retry.ts'

test('a filter is a name, a beginning with a star, or a star', () => {
  assert.ok(wants(['*'], 'payment.succeeded'))
  assert.ok(wants(['payment.*'], 'payment.succeeded'))
  assert.ok(!wants(['payment.*'], 'payment_method.attached'))
  assert.ok(!wants(['payment'], 'payment.succeeded'))
  assert.deepEqual(unknownFilters(['payment.*', 'pay.*'], ['payment.succeeded']), ['pay.*'])
})

test('a wait is never shorter than the schedule says, and at most a fifth longer', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n }), fc.integer({ min: 1, max: 9 }), (seed, tries) => {
      const world = simWorld(seed)
      const at = retryAt(world, tries, undefined)
      const wait_ms = RETRY_WAITS_MS[tries - 1]
      if (wait_ms === undefined || at === null) return assert.equal(at, null)
      const waited_ms = (at - world.now()) / 1_000
      return assert.ok(waited_ms >= wait_ms && waited_ms <= wait_ms * 1.2)
    }),
  )
})

test('Retry-After is read as seconds or as a date, bounded by a day, and nonsense asks for nothing', () => {
  const world = simWorld(1n)
  const waited = (text: string): number => ((retryAt(world, 1, text) ?? 0) - world.now()) / 1_000
  assert.equal(waited('120'), 120_000)
  assert.equal(waited(new Date(world.now() / 1_000 + 60_000).toUTCString()), 60_000)
  assert.equal(waited('999999999'), 86_400_000)
  for (const text of ['', '-5', 'soon', '1e9', '9'.repeat(40)]) assert.ok(waited(text) <= 6_000, text)
})

test('the ledger’s events show the object, not who did it; the request is the correlation', () => {
  const catalogue = readCatalogue([ledgerFacts.table, webhookFacts.table])
  const changed = catalogue.get('ledger.account_changed')
  assert.ok(changed !== undefined)
  const by = { type: 'api_key', id: 'key_1', request_id: 'req_1' }
  const body = JSON.stringify({ by, id: 'acc_1', state: 'frozen', before: { id: 'acc_1', state: 'open' } })
  const { text, correlation_id } = tell({ body }, changed)
  assert.deepEqual(
    [JSON.parse(text ?? ''), correlation_id],
    [{ object: { id: 'acc_1', state: 'frozen' }, previous: { id: 'acc_1', state: 'open' } }, 'req_1'],
  )
  assert.ok(!catalogue.has('ledger.transfers_recorded'))
})

test('a body that is told as it is is not kept once more; it may begin with its request, and only there', () => {
  const type = { type: 'thing.made', text: '', schema: {}, form: undefined }
  assert.deepEqual(tell({ body: '{"request_id":"req_1","object":{"id":"a"}}' }, type), {
    text: null,
    correlation_id: 'req_1',
  })
  const body = '{"object":{"metadata":{"request_id":"req_2"}}}'
  assert.deepEqual(tell({ body }, type), { text: null, correlation_id: null })
})

const stored: StoredEvent = {
  seq: 1n,
  id: idOf('evt', '019a0000-0000-7000-8000-000000000001'),
  type: 'thing.made',
  object_id: 'a',
  sequence: 1,
  previous_id: null,
  created_at: simWorld(1n).now(),
  api_version: '2026-11-21',
  correlation_id: null,
  told: '{}',
}

test('who is pinned to an older version hears events as they were then', () => {
  const event = { ...stored, told: '{"object":{"name":"a"}}' }
  const changes = [
    {
      introduced_in: '2026-11-21',
      down: { 'thing.made': () => ({ object: { title: 'a' } }) },
    },
  ]
  const versions = { known: ['2026-11-21', '2026-10-01'], changes }
  assert.equal(inVersion(event, '2026-11-21', versions), event)
  const older = inVersion(event, '2026-10-01', versions)
  assert.deepEqual([older.api_version, older.told], ['2026-10-01', '{"object":{"title":"a"}}'])
})

test('an event names what it is about, and nothing where that is no single object', () => {
  const about = (object_id: string): unknown =>
    (JSON.parse(eventText({ ...stored, object_id }, 'ten_1')) as { object_id: unknown }).object_id
  assert.deepEqual([about('pay_1'), about(stored.id)], ['pay_1', null])
})

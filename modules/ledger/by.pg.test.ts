import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../../kernel/id.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account } from './account.ts'
import { type BatchBy, coversBatch, packBy } from './by.ts'
import { type TestLedger, testLedger } from './testing/test_ledger.ts'
import type { PostCommand, TransferOrder } from './transfer.ts'

let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

const actor = (id: string) =>
  ({ type: 'api_key', id, authenticated_by: 'secret_key', on_behalf_of: null }) as const
const withRequest = (scope: OpenScope, request_id: string, key: string): OpenScope => ({
  ...scope,
  request_id,
  ip: '10.0.0.1',
  actor: actor(key),
})

test('a caller is named once, whatever the number of its requests; another address is another caller', () => {
  const order = {} as TransferOrder
  const command = (request_id: string, key: string, ip: string | null, count: number): PostCommand => ({
    transfers: Array.from({ length: count }, () => order),
    request_id,
    actor: actor(key),
    ip,
    at: t.world.now(),
  })
  const commands = [
    command('a', 'one', null, 2),
    command('b', 'two', null, 1),
    command('c', 'one', null, 1),
    command('d', 'one', '::1', 3),
  ]
  const by = JSON.parse(packBy(commands)) as BatchBy
  assert.deepEqual(by, {
    actors: [
      { ...actor('one'), ip: null },
      { ...actor('two'), ip: null },
      { ...actor('one'), ip: '::1' },
    ],
    requests: ['a', 'b', 'c', 'd'],
    actor_of: [0, 1, 0, 2],
    counts: [2, 1, 1, 3],
  })
  assert.equal(coversBatch(by, 7), true)
  assert.equal(coversBatch(by, 6), false)
  assert.equal(coversBatch({ ...by, actor_of: [0, 1, 0, 3] }, 7), false)
  assert.equal(coversBatch({ ...by, requests: ['a', 'b', 'c'] }, 7), false)
})

test('of requests that were posted together, each is told with what was recorded for it; repeats are not', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  const orders = Array.from({ length: 6 }, () => t.move(a, b))
  const [first, ...rest] = orders as [TransferOrder, ...TransferOrder[]]
  await t.ledger.post(withRequest(scope, 'first', 'one'), [first])
  // The first of these is alone in its batch, and the others wait for it and go together.
  const missing = t.move({ ...a, id: newId('acc', t.world) }, b)
  await Promise.all([
    t.ledger.post(withRequest(scope, 'alone', 'one'), [rest[0] as TransferOrder]),
    t.ledger.post(withRequest(scope, 'repeat', 'two'), [first]),
    t.ledger.post(withRequest(scope, 'mixed', 'two'), [
      rest[1] as TransferOrder,
      first,
      rest[2] as TransferOrder,
    ]),
    t.ledger.post(withRequest(scope, 'refused', 'three'), [missing]),
  ])
  const bys = (await t.facts(scope))
    .filter(({ type }) => type === 'ledger.transfers_recorded')
    .map(({ body }) => body['by'] as BatchBy)
  const told = bys.flatMap(({ actors, requests, actor_of, counts }) =>
    requests.map((request, index) => `${request}: ${counts[index]} by ${actors[actor_of[index] ?? -1]?.id}`),
  )
  assert.deepEqual(
    new Set(told),
    new Set(['first: 1 by one', 'alone: 1 by one', 'mixed: 2 by two', 'refused: 1 by three']),
  )
  assert.equal(told.length, 4)
  assert.deepEqual([...new Set(bys.flatMap(({ actors }) => actors.map(({ ip }) => ip)))], ['10.0.0.1'])
  const proof = await t.ledger.prove(scope)
  assert.equal(proof.holds, true)
})

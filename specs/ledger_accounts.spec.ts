import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { simWorld } from '../kernel/world.ts'
import { type LedgerApi, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: what a bookkeeper does with accounts over HTTP, and what the ledger refuses, by field.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const world = simWorld(77n)
const usd = (value: string) => ({ value, currency: 'USD' })
type Account = {
  id: string
  state: string
  name: string | null
  floor: unknown
  overdraft: unknown
  metadata: Record<string, string>
}
const open = (more: object = {}): Promise<Account> =>
  api.good<Account>('POST', '/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'liabilities:customers',
    ...more,
  })

test('an account is opened, read, renamed, frozen, opened again and closed', async () => {
  const account = await open({
    name: 'Alice',
    floor: usd('0'),
    overdraft: usd('500'),
    metadata: { tier: 'gold' },
  })
  assert.deepEqual(await api.good('GET', `/v1/ledger/accounts/${account.id}`), account)
  assert.deepEqual([account.state, account.floor, account.overdraft], ['open', usd('0'), usd('500')])
  const renamed = await api.good<Account>('PATCH', `/v1/ledger/accounts/${account.id}`, {
    name: 'Alice B.',
    metadata: { tier: null, branch: '7' },
  })
  assert.deepEqual([renamed.name, renamed.metadata], ['Alice B.', { branch: '7' }])
  const step = async (verb: string, body?: object): Promise<string> =>
    (await api.good<Account>('POST', `/v1/ledger/accounts/${account.id}/${verb}`, body)).state
  assert.equal(await step('freeze', { scope: 'debits' }), 'frozen_debits')
  assert.equal(await step('freeze', { scope: 'all' }), 'frozen')
  assert.equal(await step('unfreeze'), 'open')
  assert.equal(await step('close'), 'closed')
  const problem = await api.refused('POST', `/v1/ledger/accounts/${account.id}/unfreeze`, undefined)
  assert.deepEqual([problem.status, problem.code], [409, 'account_closed'])
})

test('many accounts are opened in one call, all or none', async () => {
  const one = { currency: 'USD', normal_side: 'debit', path: 'assets:bank' }
  const made = await api.good<{ data: Account[] }>('POST', '/v1/ledger/accounts', {
    accounts: [one, one, one],
  })
  assert.equal(made.data.length, 3)
  const problem = await api.refused('POST', '/v1/ledger/accounts', {
    accounts: [one, { ...one, currency: 'XXQ' }, { ...one, floor: { value: '5', currency: 'EUR' } }],
  })
  assert.deepEqual(
    problem.errors?.map(({ param }) => param),
    ['accounts.1.currency', 'accounts.2.floor.currency'],
  )
})

test('an id of one’s own makes opening safe to repeat; other content is named by its field', async () => {
  const body = { id: newId('acc', world), currency: 'USD', normal_side: 'credit', path: 'a:b' }
  const first = await api.good<Account>('POST', '/v1/ledger/accounts', body)
  assert.deepEqual(await api.good('POST', '/v1/ledger/accounts', body), first)
  const problem = await api.refused('POST', '/v1/ledger/accounts', { ...body, path: 'a:c' })
  assert.deepEqual([problem.status, problem.code, problem.param], [409, 'account_differs', 'path'])
})

test('every fault of a new account is named at once, and nothing is opened', async () => {
  const problem = await api.refused('POST', '/v1/ledger/accounts', {
    currency: 'dollars',
    normal_side: 'left',
    path: 'Assets Bank',
    floor: { value: '1.5', currency: 'USD' },
    ceiling: usd('007'),
    metadata: { ['k'.repeat(41)]: 'v', long: 'v'.repeat(501) },
    color: 'red',
  })
  assert.equal(problem.code, 'invalid_request')
  assert.deepEqual(problem.errors?.map(({ param }) => param).sort(), [
    'ceiling.value',
    'color',
    'currency',
    'floor.value',
    `metadata.${'k'.repeat(41)}`,
    'metadata.long',
    'normal_side',
    'path',
  ])
})

test('limits that contradict a balance of zero, or each other, are refused by field', async () => {
  const cases: [object, string][] = [
    [{ floor: usd('1') }, 'floor.value'],
    [{ ceiling: usd('-1') }, 'ceiling.value'],
    [{ overdraft: usd('5') }, 'floor'],
    [{ overdraft: { value: '-5', currency: 'USD' } }, 'overdraft.value'],
    [{ currency: 'HRK' }, 'currency'],
  ]
  for (const [more, param] of cases) {
    const problem = await api.refused('POST', '/v1/ledger/accounts', {
      currency: 'USD',
      normal_side: 'credit',
      path: 'a',
      ...more,
    })
    assert.deepEqual(
      [problem.code, problem.errors?.map((fault) => fault.param)],
      ['invalid_request', [param]],
    )
  }
})

test('an account that is not there and one that is no id look the same', async () => {
  for (const id of [newId('acc', world), 'acc_1', 'nonsense', newId('trf', world)]) {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['POST', '/freeze', { scope: 'all' }],
      ['POST', '/close', undefined],
    ] as const) {
      const problem = await api.refused(method, `/v1/ledger/accounts/${id}${path}`, body)
      assert.deepEqual([problem.status, problem.code], [404, 'account_not_found'])
    }
  }
})

test('accounts are listed by path with stable pages, and found by what they are', async () => {
  const other = 'equity:list'
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    await open({ path: `${other}:${name}`, metadata: { name, set: 'list' } })
  type Page = { data: Account[]; has_more: boolean; next_cursor: string | null }
  const list = (query: string): Promise<Page> => api.good('GET', `/v1/ledger/accounts?${query}`)
  const first = await list(`path=${other}:*&limit=2`)
  assert.deepEqual([first.data.length, first.has_more], [2, true])
  await open({ path: `${other}:aa` })
  const second = await list(`path=${other}:*&limit=4&cursor=${first.next_cursor}`)
  assert.deepEqual(
    second.data.map(({ metadata }) => metadata['name']),
    ['c', 'd', 'e'],
  )
  assert.deepEqual([second.has_more, second.next_cursor], [false, null])
  assert.equal((await list('metadata[set]=list&metadata[name]=c')).data.length, 1)
  assert.equal((await list(`path=${other}`)).data.length, 0)
  assert.equal((await list('currency=EUR')).data.length, 0)
  const bad = await api.refused(
    'GET',
    '/v1/ledger/accounts?state=lost&limit=0&colour=red&path=a::b',
    undefined,
  )
  assert.deepEqual(bad.errors?.map(({ param }) => param).sort(), ['colour', 'limit', 'path', 'state'])
  const cursor = await api.refused('GET', `/v1/ledger/accounts?cursor=${first.next_cursor}`, undefined)
  assert.equal(cursor.code, 'cursor_invalid')
})

test('a balance monitor is set up, listed, and removed', async () => {
  const account = await open()
  type Monitor = { id: string; threshold: unknown; hysteresis: unknown; is_triggered: boolean }
  const monitor = await api.good<Monitor>('POST', '/v1/ledger/monitors', {
    account_id: account.id,
    field: 'available',
    operator: 'lt',
    threshold: usd('100'),
    hysteresis: usd('10'),
  })
  assert.deepEqual(
    [monitor.threshold, monitor.hysteresis, monitor.is_triggered],
    [usd('100'), usd('10'), true],
  )
  const listed = await api.good<{ data: Monitor[] }>('GET', `/v1/ledger/monitors?account_id=${account.id}`)
  assert.deepEqual(listed.data, [monitor])
  assert.deepEqual(await api.good('GET', `/v1/ledger/monitors/${monitor.id}`), monitor)
  assert.equal((await api.call('DELETE', `/v1/ledger/monitors/${monitor.id}`)).status, 204)
  assert.equal(
    (await api.refused('GET', `/v1/ledger/monitors/${monitor.id}`, undefined)).code,
    'monitor_not_found',
  )
  const problem = await api.refused('POST', '/v1/ledger/monitors', {
    account_id: account.id,
    field: 'version',
    operator: 'near',
    threshold: { value: '1e5', currency: 'USD' },
  })
  assert.deepEqual(problem.errors?.map(({ param }) => param).sort(), ['field', 'operator', 'threshold.value'])
})

test('a period is closed once, and the closings are listed', async () => {
  type Period = { id: string; closed_through: string; closed_before: string | null }
  const period = await api.good<Period>('POST', '/v1/ledger/periods', { closed_through: '2025-06-30' })
  assert.equal(period.closed_before, null)
  assert.deepEqual((await api.good<{ data: Period[] }>('GET', '/v1/ledger/periods')).data, [period])
  const refused = async (closed_through: string): Promise<string> =>
    (await api.refused('POST', '/v1/ledger/periods', { closed_through })).code
  assert.equal(await refused('2025-06-30'), 'period_already_closed')
  assert.equal(await refused('2026-01-01'), 'period_not_over')
  assert.equal(await refused('2025-02-30'), 'invalid_request')
  assert.equal(await refused('0001-01-01'), 'invalid_request')
})

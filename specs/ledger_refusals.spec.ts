import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { simWorld } from '../kernel/world.ts'
import { type LedgerApi, type Problem, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: bad input gets a clear refusal that names the field, and nothing is changed.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const world = simWorld(78n)
const usd = (value: string | number) => ({ value, currency: 'USD' })
type Account = { id: string }
type Transfer = { id: string; amount: { value: string } }
type Outcome = { result: string; error?: Problem }
const TRANSFERS = '/v1/ledger/transfers'

const open = (more: object = {}): Promise<Account> =>
  api.good<Account>('POST', '/v1/ledger/accounts', {
    currency: 'USD',
    normal_side: 'credit',
    path: 'test',
    ...more,
  })
const bank = (): Promise<Account> => open({ normal_side: 'debit', path: 'assets:bank' })
const send = (body: object): Promise<Transfer> => api.good<Transfer>('POST', TRANSFERS, body)
const between = <M extends object>(
  debit: Account,
  credit: Account,
  value: string | number,
  more = {} as M,
) => ({
  debit_account: debit.id,
  credit_account: credit.id,
  amount: usd(value),
  ...more,
})
const refused = (body: unknown): Promise<Problem> => api.refused('POST', TRANSFERS, body)
const params = ({ errors = [] }: Problem): string[] => errors.map(({ param }) => param).sort()

test('money that must be paid under a key is not moved without one', async () => {
  const answer = await api.call<Problem>('POST', TRANSFERS, {
    body: between(await bank(), await open(), '5'),
  })
  assert.deepEqual([answer.status, answer.body.code], [400, 'idempotency_key_required'])
})

test('an id of one’s own stands for its transfer: a repeat moves nothing, other content names the field', async () => {
  const [vault, alice, bob] = [await bank(), await open(), await open()]
  const body = between(vault, alice, '5', {
    id: newId('trf', world),
    code: 'pay',
    effective_on: '2026-01-03',
  })
  const first = await send(body)
  assert.deepEqual(await send(body), first)
  const cases: [object, string][] = [
    [{ credit_account: bob.id }, 'credit_account'],
    [{ debit_account: bob.id }, 'debit_account'],
    [{ amount: usd('6') }, 'amount.value'],
    [{ amount: { value: '5', currency: 'EUR' } }, 'amount.currency'],
    [{ code: 'other' }, 'code'],
    [{ effective_on: '2026-01-04' }, 'effective_on'],
    [{ effective_on: undefined }, 'effective_on'],
    [{ kind: 'pending' }, 'kind'],
    [{ preconditions: [{ leg: 'debit', field: 'version', operator: 'gte', value: '0' }] }, 'preconditions'],
    [{ description: 'other' }, 'description'],
    [{ metadata: { order: '7' } }, 'metadata'],
  ]
  for (const [more, param] of cases) {
    const other = { ...body, ...more }
    const problem = await refused(other)
    assert.deepEqual([problem.code, problem.param], ['id_reused', param])
    // The same pair in one call is judged by the same rule.
    const id = newId('trf', world)
    const both = await api.good<{ data: Outcome[] }>('POST', TRANSFERS, {
      transfers: [body, other].map((one) => ({ ...one, id })),
    })
    assert.deepEqual(
      [...both.data.map(({ result }) => result), both.data[1]?.error?.param],
      ['posted', 'id_reused', `transfers.1.${param}`],
    )
  }
})

test('a repeat that asks a hold to end, or for another most, is other content', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const hold = await send(between(vault, alice, '1000', { kind: 'pending' }))
  const part = { id: newId('trf', world), kind: 'post', pending_id: hold.id, amount: usd('400') }
  await send(part)
  const final = await refused({ ...part, final: true })
  assert.deepEqual([final.code, final.param], ['id_reused', 'final'])
  const some = between(alice, vault, 'max', { id: newId('trf', world), at_most: usd('100') })
  await send(some)
  const more = await refused({ ...some, at_most: usd('300') })
  assert.deepEqual([more.code, more.param], ['id_reused', 'at_most'])
})

test('a failed id stays failed with its first answer, even once it could succeed', async () => {
  const [vault, alice] = [await bank(), await open({ floor: usd('0') })]
  const body = between(alice, vault, '5', { id: newId('trf', world) })
  assert.equal((await refused(body)).code, 'debit_insufficient_funds')
  await send(between(vault, alice, '50'))
  assert.equal((await refused(body)).code, 'debit_insufficient_funds')
  const problem = await api.refused('GET', `${TRANSFERS}/${body.id}`, undefined)
  assert.equal(problem.status, 404)
  await send({ ...body, id: newId('trf', world) })
})

test('what one transfer can be refused for is named by its field, and nothing moves', async () => {
  const [vault, alice, euro, shut, frozen] = [
    await bank(),
    await open({ floor: usd('0'), ceiling: usd('100') }),
    await open({ currency: 'EUR' }),
    await open(),
    await open(),
  ]
  await api.good('POST', `/v1/ledger/accounts/${shut.id}/close`)
  await api.good('POST', `/v1/ledger/accounts/${frozen.id}/freeze`, { scope: 'all' })
  const nobody = { id: newId('acc', world) }
  const past = { effective_on: '2025-01-31' }
  await api.good('POST', '/v1/ledger/periods', { closed_through: '2025-03-31' })
  const cases: [object, string, string][] = [
    [between(nobody, alice, '5'), 'debit_account_not_found', 'debit_account'],
    [between(vault, nobody, '5'), 'credit_account_not_found', 'credit_account'],
    [between(vault, euro, '5'), 'credit_currency_mismatch', 'amount.currency'],
    [between(euro, vault, '5'), 'debit_currency_mismatch', 'amount.currency'],
    [between(vault, shut, '5'), 'credit_account_closed', 'credit_account'],
    [between(frozen, vault, '5'), 'debit_account_frozen', 'debit_account'],
    [between(alice, vault, '5'), 'debit_insufficient_funds', 'debit_account'],
    [between(vault, alice, '101'), 'credit_exceeds_ceiling', 'credit_account'],
    [between(vault, alice, '5', past), 'period_closed', 'effective_on'],
    [
      between(vault, alice, '5', { kind: 'pending', expires_at: '2025-12-31T00:00:00Z' }),
      'already_expired',
      'expires_at',
    ],
    [between(vault, alice, '5', { reversal_of: newId('trf', world) }), 'reversed_not_found', 'reversal_of'],
    [
      between(vault, alice, '5', {
        preconditions: [{ leg: 'credit', field: 'version', operator: 'eq', value: 9 }],
      }),
      'precondition_failed',
      'preconditions.0',
    ],
    [{ kind: 'post', pending_id: newId('trf', world) }, 'pending_not_found', 'pending_id'],
  ]
  for (const [body, code, param] of cases) {
    const problem = await refused(body)
    assert.deepEqual(
      [problem.status, problem.code, problem.param, problem.retry],
      [422, code, param, 'new_key'],
    )
  }
  const listed = await api.good<{ data: Transfer[] }>('GET', `${TRANSFERS}?account=${alice.id}`)
  assert.deepEqual(listed.data, [])
})

test('amounts that are none are refused before anything is looked at', async () => {
  const [vault, alice] = [await bank(), await open()]
  const values = [
    '0',
    '-5',
    '1.5',
    '1e3',
    '007',
    '',
    ' 5',
    '9007199254740992',
    '1'.repeat(400),
    0,
    -5,
    true,
    null,
    [5],
  ]
  for (const value of values) {
    const problem = await refused({ ...between(vault, alice, '5'), amount: { value, currency: 'USD' } })
    assert.deepEqual([problem.code, params(problem)], ['invalid_request', ['amount.value']], String(value))
  }
  for (const raw of ['1.5', '1e3', '9007199254740993', '1E400']) {
    const text = JSON.stringify(between(vault, alice, 5)).replace('"value":5', `"value":${raw}`)
    const answer = await api.call<Problem>('POST', TRANSFERS, { key: `raw-${raw}`, text })
    assert.deepEqual([answer.status, params(answer.body)], [400, ['amount.value']])
  }
})

test('the greatest amount of a transfer is what the document says, and one more is refused by that figure', async () => {
  const [vault, alice] = [await bank(), await open()]
  type Value = { description: string; anyOf: { type: string; maximum?: number }[] }
  type Move = { properties: Record<'amount' | 'at_most', { properties: { value: Value } }> }
  const { text } = await api.call('GET', '/openapi.json')
  const { components } = JSON.parse(text) as { components: { schemas: { TransferMoveInput: Move } } }
  const { amount, at_most } = components.schemas.TransferMoveInput.properties
  for (const { properties } of [amount, at_most]) {
    assert.match(properties.value.description, /From 1 to 9007199254740991 \(2\^53 - 1\) in one transfer/)
    assert.equal(
      properties.value.anyOf.find(({ type }) => type === 'integer')?.maximum,
      9_007_199_254_740_991,
    )
  }
  assert.equal((await send(between(vault, alice, '9007199254740991'))).amount.value, '9007199254740991')
  for (const value of ['9007199254740992', '9999999999999999', '10000000000000000', '1000000000000000000']) {
    const { param, detail } = await refused(between(vault, alice, value))
    assert.equal(param, 'amount.value')
    assert.match(detail, /^amount\.value: must be .*9007199254740991/, value)
  }
})

test('every fault of a call is named at once by its place, and nothing of the call is posted', async () => {
  const [vault, alice] = [await bank(), await open()]
  const shape = await refused({
    transfers: [
      between(vault, alice, '5'),
      { ...between(vault, alice, '5'), debit_account: 'acc_1', colour: 'red' },
      { kind: 'post', amount: usd('5') },
      { ...between(vault, alice, '0'), effective_on: '2026-02-30', metadata: { a: 5 } },
    ],
    atomic: 'maybe',
  })
  assert.deepEqual(params(shape), [
    'atomic',
    'transfers.1.colour',
    'transfers.1.debit_account',
    'transfers.2.pending_id',
    'transfers.3.amount.value',
    'transfers.3.effective_on',
    'transfers.3.metadata.a',
  ])
  const meaning = await refused({
    transfers: [
      between(vault, alice, '5'),
      between(alice, alice, '9007199254740992'),
      { ...between(vault, alice, '5'), amount: { value: '5', currency: 'ZZZ' } },
      between(vault, alice, '5', { expires_at: '2027-01-01T00:00:00Z', linked: true }),
      between(vault, alice, 'max', { at_most: { value: '5', currency: 'EUR' }, effective_on: '1950-01-01' }),
    ],
  })
  assert.deepEqual(params(meaning), [
    'transfers.1.amount.value',
    'transfers.1.credit_account',
    'transfers.2.amount.currency',
    'transfers.3.expires_at',
    'transfers.3.linked',
    'transfers.4.at_most.currency',
    'transfers.4.effective_on',
  ])
  const listed = await api.good<{ data: Transfer[] }>('GET', `${TRANSFERS}?account=${alice.id}`)
  assert.deepEqual(listed.data, [])
})

test('a chain that does not end, too many transfers and none are refused', async () => {
  const [vault, alice] = [await bank(), await open()]
  const linked = between(vault, alice, '1', { linked: true })
  const chain = await refused({ transfers: [linked, linked], atomic: 'chain' })
  assert.deepEqual([chain.errors?.[0]?.code, params(chain)], ['chain_open', ['transfers.1.linked']])
  assert.deepEqual(params(await refused(linked)), ['linked'])
  assert.deepEqual(params(await refused({ transfers: [] })), ['transfers'])
  const many = Array.from({ length: 8_191 }, () => between(vault, alice, '1'))
  assert.deepEqual(params(await refused({ transfers: many })), ['transfers'])
})

test('hostile bodies are refused: doubled keys, depth, half characters, bytes that are no text', async () => {
  const [vault, alice] = [await bank(), await open()]
  const good = JSON.stringify(between(vault, alice, '5'))
  const bodies: [string, string][] = [
    [good.replace('{', '{"code":"a","code":"b",'), 'doubled'],
    [good.replace('{', `{"metadata":${'{"a":'.repeat(40)}1${'}'.repeat(40)},`), 'deep'],
    [good.replace('{', '{"description":"\\ud800",'), 'half a pair'],
    [good.replace('{', '{"description":"a\\u0000b",'), 'nul'],
    [good.replace('{', '{"__proto__":{"code":"x"},'), 'prototype'],
    [good.slice(0, -1), 'cut off'],
    [`[${good}]`, 'a list'],
    ['', 'empty'],
  ]
  for (const [text, what] of bodies)
    assert.equal((await api.call('POST', TRANSFERS, { key: `hostile ${what}`, text })).status, 400, what)
})

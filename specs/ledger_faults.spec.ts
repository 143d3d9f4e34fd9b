import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { simWorld } from '../kernel/world.ts'
import { type LedgerApi, type Problem, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: a refusal says what is wrong in words that are true, and where, whoever found it.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

const world = simWorld(80n)
const usd = (value: string) => ({ value, currency: 'USD' })
type Account = { id: string }
const ACCOUNTS = '/v1/ledger/accounts'
const TRANSFERS = '/v1/ledger/transfers'
const wallet = { currency: 'USD', normal_side: 'credit', path: 'test' }

const open = (more: object = {}): Promise<Account> => api.good('POST', ACCOUNTS, { ...wallet, ...more })
const move = (debit: Account, credit: Account, value: string, more: object = {}) => ({
  debit_account: debit.id,
  credit_account: credit.id,
  amount: usd(value),
  ...more,
})
const refused = (body: unknown, path = TRANSFERS): Promise<Problem> => api.refused('POST', path, body)

test('a fault that only the ledger finds is told as the edge tells its own: the first one outside, and how many more', async () => {
  const id = newId('acc', world)
  const cases: [object, string, RegExp][] = [
    [{ ...wallet, overdraft: usd('5') }, 'floor', /^floor: an overdraft lies below a floor$/],
    [{ ...wallet, currency: 'HRK' }, 'currency', /^currency: HRK is not in force/],
    [{ ...wallet, floor: usd('5'), ceiling: usd('-5') }, 'floor.value', /^floor\.value: .* \(and 1 more\)$/],
    [
      {
        accounts: [
          { ...wallet, id },
          { ...wallet, id },
        ],
      },
      'accounts.1.id',
      /^accounts\.1\.id: accounts\.0 has/,
    ],
  ]
  for (const [body, param, detail] of cases) {
    const problem = await refused(body, ACCOUNTS)
    assert.deepEqual(
      [problem.code, problem.param, problem.errors?.[0]?.param],
      ['invalid_request', param, param],
    )
    assert.match(problem.detail, detail)
  }
  const account_id = (await open()).id
  const monitor = { account_id, field: 'posted', operator: 'lt' }
  const threshold = { value: '2000000000000000000', currency: 'USD' }
  const far = await refused({ ...monitor, threshold: usd('1'), hysteresis: threshold }, '/v1/ledger/monitors')
  assert.equal(far.param, 'hysteresis.value')
  const twice = await refused(move({ id: account_id }, { id: account_id }, '9007199254740992'))
  assert.deepEqual(twice.param, 'amount.value')
  assert.match(twice.detail, /^amount\.value: must be at most .* \(and 1 more\)$/)
})

test('limits that cannot be are refused by the field that was sent', async () => {
  const account = await open({ floor: usd('0'), overdraft: usd('100') })
  const shop = await open()
  await api.good('POST', TRANSFERS, move(account, shop, '50'))
  const patch = (body: object): Promise<Problem> => api.refused('PATCH', `${ACCOUNTS}/${account.id}`, body)
  const cases: [object, string, string][] = [
    [{ overdraft: usd('10') }, 'balance_below_floor', 'overdraft'],
    [{ floor: usd('60') }, 'balance_below_floor', 'floor'],
    [{ floor: null }, 'overdraft_without_floor', 'floor'],
    [{ ceiling: { value: '5', currency: 'EUR' } }, 'limit_currency_mismatch', 'ceiling.currency'],
  ]
  for (const [body, code, param] of cases) {
    const problem = await patch(body)
    assert.deepEqual([problem.code, problem.param], [code, param])
  }
})

test('a reversal of what cannot be reversed is told what it may name', async () => {
  const [vault, alice, bob] = [await open(), await open(), await open()]
  const held = await api.good<{ id: string }>('POST', TRANSFERS, move(vault, alice, '5', { kind: 'pending' }))
  const paid = await api.good<{ id: string }>('POST', TRANSFERS, move(vault, alice, '5'))
  for (const reversal_of of [held.id, newId('trf', world)])
    assert.match(
      (await refused(move(alice, vault, '5', { reversal_of }))).detail,
      /posted transfer .* the other way/,
    )
  const other = await refused(move(bob, vault, '5', { reversal_of: paid.id }))
  assert.deepEqual([other.code, other.param], ['reversed_not_found', 'reversal_of'])
  assert.match(other.detail, /same two accounts/)
})

test('of several preconditions the first that fails is named, and named again to a repeat of the key', async () => {
  const [vault, alice] = [await open(), await open()]
  const never = { leg: 'debit', field: 'version', operator: 'eq', value: 99 }
  const always = { ...never, operator: 'gte', value: 0 }
  const one = await refused(move(vault, alice, '5', { preconditions: [never] }))
  assert.equal(one.param, 'preconditions.0')
  const id = newId('trf', world)
  const body = move(vault, alice, '5', { id, preconditions: [always, never, never] })
  const first = await api.call<Problem>('POST', TRANSFERS, { key: 'three', body })
  assert.deepEqual([first.body.code, first.body.param], ['precondition_failed', 'preconditions.1'])
  assert.equal((await api.call('POST', TRANSFERS, { key: 'three', body })).text, first.text)
  const good = move(vault, alice, '5', { preconditions: [always, always] })
  const bulk = { transfers: [good, { ...body, id: newId('trf', world) }] }
  const many = await api.call<{ data: { error?: { param: string } }[] }>('POST', TRANSFERS, {
    key: 'many',
    body: bulk,
  })
  assert.deepEqual(
    many.body.data.map(({ error }) => error?.param),
    [undefined, 'transfers.1.preconditions.1'],
  )
  assert.equal((await api.call('POST', TRANSFERS, { key: 'many', body: bulk })).text, many.text)
  // The row of a refused id has its code only.
  const later = await refused(body)
  assert.deepEqual([later.code, later.param], ['precondition_failed', 'preconditions'])
  assert.match(later.detail, /It has 3:/)
})

test('what a transfer needs, and every kind it can have, is told', async () => {
  const id = newId('acc', world)
  const empty = await refused({})
  assert.match(empty.detail, /debit_account, credit_account, amount; or kind, pending_id; or transfers/)
  for (const more of [{ pending_id: newId('trf', world) }, { debit_account: id }, {}])
    assert.deepEqual((await refused({ kind: 'foo', ...more })).errors, [
      { code: 'not_one_of', param: 'kind', detail: 'must be one of: single, pending, post, void' },
    ])
  const batch = await refused({ transfers: [{ kind: 'foo', pending_id: newId('trf', world) }], kind: 'foo' })
  assert.deepEqual(batch.errors?.map(({ code, param }) => [code, param]).sort(), [
    ['not_one_of', 'transfers.0.kind'],
    ['unknown_field', 'kind'],
  ])
})

test('a time beyond the range, a code that is no money and a list that is too long for the answer are told as what they are', async () => {
  const [vault, alice] = [await open(), await open()]
  const late = await refused(move(vault, alice, '5', { kind: 'pending', expires_at: '9999-12-31T23:59:59Z' }))
  assert.match(late.detail, /in the years 1740 to 2199/)
  for (const currency of ['XXX', 'XAU', 'XDR', 'XTS', 'DEM']) {
    const problem = await refused({ ...move(vault, alice, '5'), amount: { value: '5', currency } })
    assert.match(problem.detail, new RegExp(`^amount.currency: ${currency} cannot be used here`))
    assert.match((await refused({ ...wallet, currency }, ACCOUNTS)).detail, / cannot be used here/)
  }
  const wrong = [move(vault, alice, '0'), move(vault, vault, '5')]
  for (const item of wrong) {
    const many = await refused({ transfers: Array.from({ length: 300 }, () => item) })
    assert.equal(many.errors?.length, 50)
    assert.match(many.detail, /\(and at least 49 more; 50 at most are listed\)$/)
  }
})

test('every result of a transfer has a page, and stands in a list that says which comes first', async () => {
  type Field = { enum: string[]; description: string }
  type Outcome = { properties: { result: Field; error: { properties: { code: Field } } } }
  const { text } = await api.call('GET', '/openapi.json')
  const document = JSON.parse(text) as { components: { schemas: { TransferOutcome: Outcome } } }
  const { result, error } = document.components.schemas.TransferOutcome.properties
  assert.deepEqual(result.enum.slice(0, 3), ['posted', 'exists', 'id_reused'])
  assert.deepEqual(error.properties.code.enum, result.enum.slice(2))
  result.enum.forEach((code, index) =>
    assert.ok(result.description.includes(`\n${index + 1}. \`${code}\`: `)),
  )
  const index = await api.call('GET', '/docs/errors')
  for (const code of result.enum) {
    assert.ok(index.text.includes(`href="/docs/errors/${code}"`), code)
    const page = await api.call('GET', `/docs/errors/${code}`)
    assert.equal(page.status, 200, code)
    assert.match(page.text, /What to do/)
  }
  const page = await api.call('GET', '/docs/errors/id_reused')
  assert.match(page.text, /new Idempotency-Key, and with a new id if you chose one/)
})

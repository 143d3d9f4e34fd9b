import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { present } from '../../kernel/assert.ts'
import { newId } from '../../kernel/id.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { Account, AccountChange, NewAccount } from './account.ts'
import { type TestLedger, testLedger, valueOf } from './testing/test_ledger.ts'

let t: TestLedger
before(async () => void (t = await testLedger()))
after(() => t.close())

const newAccount = (more: Partial<NewAccount> = {}): NewAccount => ({
  id: newId('acc', t.world),
  currency: 'USD',
  normal_side: 'credit',
  path: 'liabilities:customers:alice',
  ...more,
})
const create = (scope: OpenScope, ...accounts: NewAccount[]): Promise<Result<Account[], Failure>> =>
  t.transact(scope, (inner) => t.ledger.createAccounts(inner, accounts))
const change = (scope: OpenScope, ...changes: AccountChange[]): Promise<Result<Account[], Failure>> =>
  t.transact(scope, (inner) => t.ledger.changeAccounts(inner, changes))
const refusal = (result: Result<unknown, Failure>): string[] =>
  result.ok ? ['ok'] : [result.error.code, ...(result.error.param === undefined ? [] : [result.error.param])]
const faults = (result: Result<unknown, Failure>): string[] =>
  result.ok ? [] : (result.error.errors ?? []).map(({ code, param }) => `${param} ${code}`)

test('an account is opened with its balance, limits and a fact that says who did it', async () => {
  const scope = await t.newScope()
  const asked = newAccount({
    name: 'Alice',
    floor: -500n,
    ceiling: 10n,
    overdraft: 7n,
    metadata: { tier: 'gold' },
  })
  const [account] = valueOf(await create(scope, asked))
  const at = t.world.now()
  assert.deepEqual(account, { ...asked, state: 'open', created_at: at, updated_at: at })
  assert.deepEqual(valueOf(await t.ledger.findAccount(scope, asked.id)), account)
  const { rows } = await t.database.admin.query(
    'select debit_cap, credit_cap, overdraft, normal_side, state from ledger.balance where tenant_id = $1',
    [scope.tenant_id],
  )
  assert.deepEqual(rows, [{ debit_cap: '507', credit_cap: '10', overdraft: '7', normal_side: 1, state: 0 }])
  const [fact] = await t.facts(scope)
  assert.equal(fact?.type, 'ledger.account_created')
  assert.equal(fact.object_id, asked.id)
  assert.deepEqual(fact.body['by'], { ...scope.actor, ip: null, request_id: scope.request_id })
  assert.equal(fact.body['path'], asked.path)
})

test('limits of a debit account are mirrored', async () => {
  const scope = await t.newScope()
  await create(scope, newAccount({ normal_side: 'debit', floor: -5n, ceiling: 9n, overdraft: 1n }))
  const { rows } = await t.database.admin.query(
    'select debit_cap, credit_cap from ledger.balance where tenant_id = $1',
    [scope.tenant_id],
  )
  assert.deepEqual(rows, [{ debit_cap: '9', credit_cap: '6' }])
})

test('a repeat with the same content returns the account and tells nothing, also after it changed', async () => {
  const scope = await t.newScope()
  const asked = newAccount({ name: 'Alice', metadata: { a: '1' } })
  const first = valueOf(await create(scope, asked))
  assert.deepEqual(valueOf(await create(scope, asked)), first)
  const patch = { name: 'Alice B.', floor: -5n, metadata: { b: '2' } }
  const [changed] = valueOf(await change(scope, { id: asked.id, patch }))
  assert.deepEqual(valueOf(await create(scope, asked)), [changed])
  assert.deepEqual(
    (await t.facts(scope)).map(({ type }) => type),
    ['ledger.account_created', 'ledger.account_changed'],
  )
})

test('a repeat with other content says which field differs, and opens nothing else of the call', async () => {
  const scope = await t.newScope()
  const asked = newAccount({ name: 'Alice', floor: 0n })
  await create(scope, asked)
  const cases: [Partial<NewAccount>, string][] = [
    [{ currency: 'EUR' }, 'currency'],
    [{ normal_side: 'debit' }, 'normal_side'],
    [{ path: 'other' }, 'path'],
    [{ name: 'Bob' }, 'name'],
    [{ floor: -1n }, 'floor'],
    [{ ceiling: 5n }, 'ceiling'],
    [{ overdraft: 5n }, 'overdraft'],
    [{ metadata: { a: '1' } }, 'metadata'],
  ]
  for (const [more, field] of cases) {
    const fresh = newAccount()
    const result = await create(scope, fresh, { ...asked, ...more })
    assert.deepEqual(refusal(result), ['account_differs', `accounts.1.${field}`])
    assert.equal((await t.ledger.findAccount(scope, fresh.id)).ok, false)
  }
})

test('what is wrong with new accounts is said all at once, each by its field', async () => {
  const scope = await t.newScope()
  const twice = newAccount()
  const result = await create(
    scope,
    newAccount({ floor: 1n, ceiling: -1n }),
    newAccount({ overdraft: 5n }),
    newAccount({ currency: 'HRK' }),
    newAccount({ floor: -(2n ** 61n) }),
    twice,
    { ...twice },
  )
  assert.deepEqual(faults(result), [
    'accounts.0.floor.value too_large',
    'accounts.0.ceiling.value too_small',
    'accounts.1.floor required',
    'accounts.2.currency not_one_of',
    'accounts.3.floor.value too_large',
    'accounts.5.id not_unique',
  ])
  assert.deepEqual(await t.facts(scope), [])
})

test('the same account opened many times at once is opened once', async () => {
  const scope = await t.newScope()
  const asked = [newAccount(), newAccount(), newAccount()]
  const results = await Promise.all(Array.from({ length: 5 }, () => create(scope, ...asked)))
  for (const result of results)
    assert.deepEqual(
      valueOf(result).map(({ id }) => id),
      asked.map(({ id }) => id),
    )
  assert.equal((await t.facts(scope)).length, 3)
})

test('a thousand accounts are one statement', async () => {
  const scope = await t.newScope()
  const accounts = Array.from({ length: 1_000 }, (_, index) => newAccount({ path: `a:b${index}` }))
  const seen = await t.roundTrips(() => create(scope, ...accounts))
  assert.deepEqual(seen, { lane: 0, transactions: 1, statements: 1 })
})

test('states follow the machine; a repeat changes nothing; closed is for ever', async () => {
  const scope = await t.newScope()
  const [account] = await t.open(scope, {})
  const { id } = present(account, 'an account')
  const states: string[] = []
  for (const event of [
    'freeze_debits',
    'freeze',
    'freeze',
    'freeze_debits',
    'unfreeze',
    'unfreeze',
    'close',
    'close',
  ] as const)
    states.push(valueOf(await change(scope, { id, event }))[0]?.state ?? '')
  assert.deepEqual(states, [
    'frozen_debits',
    'frozen',
    'frozen',
    'frozen_debits',
    'open',
    'open',
    'closed',
    'closed',
  ])
  for (const event of ['freeze', 'freeze_debits', 'unfreeze'] as const)
    assert.deepEqual(refusal(await change(scope, { id, event })), ['account_closed'])
  assert.deepEqual(refusal(await change(scope, { id, patch: { ceiling: 5n } })), ['account_closed'])
  assert.equal(valueOf(await change(scope, { id, patch: { name: 'Late' } }))[0]?.name, 'Late')
  const changes = (await t.facts(scope)).filter(({ type }) => type === 'ledger.account_changed')
  assert.deepEqual(
    changes.map(({ body }) => [(body['before'] as { state: string }).state, body['state']]),
    [
      ['open', 'frozen_debits'],
      ['frozen_debits', 'frozen'],
      ['frozen', 'frozen_debits'],
      ['frozen_debits', 'open'],
      ['open', 'closed'],
      ['closed', 'closed'],
    ],
  )
})

test('a frozen or closed account refuses transfers; the state reaches posting at once', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, { normal_side: 'debit' })) as [Account, Account]
  const post = async (debit: Account, credit: Account): Promise<string> =>
    (await t.ledger.post(scope, [t.move(debit, credit)]))[0]?.result ?? ''
  await change(scope, { id: a.id, event: 'freeze_debits' })
  assert.deepEqual([await post(a, b), await post(b, a)], ['debit_account_frozen', 'posted'])
  await change(scope, { id: a.id, event: 'freeze' })
  assert.deepEqual([await post(a, b), await post(b, a)], ['debit_account_frozen', 'credit_account_frozen'])
  assert.deepEqual(refusal(await change(scope, { id: a.id, event: 'close' })), ['account_not_empty'])
  await change(scope, { id: a.id, event: 'unfreeze' })
  assert.equal(await post(a, b), 'posted')
  await change(scope, { id: a.id, event: 'close' })
  assert.deepEqual([await post(a, b), await post(b, a)], ['debit_account_closed', 'credit_account_closed'])
})

test('an account with an open hold is not empty', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, {})) as [Account, Account]
  await t.ledger.post(scope, [t.move(a, b, { kind: 'pending' })])
  for (const { id } of [a, b])
    assert.deepEqual(refusal(await change(scope, { id, event: 'close' })), ['account_not_empty'])
})

test('a limit that the balance breaks already is refused; one that it keeps holds from then on', async () => {
  const scope = await t.newScope()
  const [a, b] = (await t.open(scope, {}, { normal_side: 'debit' })) as [Account, Account]
  await t.ledger.post(scope, [t.move(b, a, { amount: 100 }), t.move(a, b, { amount: 30, kind: 'pending' })])
  const set = (account: Account, patch: NonNullable<AccountChange['patch']>) =>
    change(scope, { id: account.id, patch })
  assert.deepEqual(refusal(await set(a, { floor: 71n })), ['balance_below_floor', 'floor'])
  assert.deepEqual(refusal(await set(a, { ceiling: 99n })), ['balance_above_ceiling', 'ceiling'])
  assert.deepEqual(refusal(await set(a, { floor: 60n, ceiling: 50n })), ['floor_above_ceiling', 'ceiling'])
  assert.deepEqual(refusal(await set(a, { overdraft: 5n })), ['overdraft_without_floor', 'overdraft'])
  assert.deepEqual(refusal(await set(a, { floor: 0n, currency: 'EUR' })), [
    'limit_currency_mismatch',
    'floor.currency',
  ])
  assert.deepEqual(refusal(await set(b, { ceiling: 99n })), ['balance_above_ceiling', 'ceiling'])
  assert.deepEqual(refusal(await set(b, { floor: 101n })), ['balance_below_floor', 'floor'])
  assert.equal(valueOf(await set(a, { floor: 70n, ceiling: 100n }))[0]?.floor, 70n)
  const post = async (debit: Account, credit: Account): Promise<string> =>
    (await t.ledger.post(scope, [t.move(debit, credit)]))[0]?.result ?? ''
  assert.equal(await post(a, b), 'debit_insufficient_funds')
  assert.equal(await post(b, a), 'credit_exceeds_ceiling')
  assert.equal(valueOf(await set(a, { floor: 70n, overdraft: 1n }))[0]?.overdraft, 1n)
  assert.equal(await post(a, b), 'posted')
  assert.deepEqual(refusal(await set(a, { overdraft: 0n })), ['balance_below_floor', 'overdraft'])
  assert.deepEqual(refusal(await set(a, { floor: null })), ['overdraft_without_floor', 'floor'])
  assert.equal(valueOf(await set(a, { floor: null, overdraft: 0n, ceiling: null }))[0]?.floor, null)
})

test('metadata is merged, null takes a key away, and 50 keys are the most', async () => {
  const scope = await t.newScope()
  const [account] = await t.open(scope, { metadata: { a: '1', b: '2' } })
  const { id } = present(account, 'an account')
  const [changed] = valueOf(await change(scope, { id, patch: { metadata: { b: null, c: '3', none: null } } }))
  assert.deepEqual(changed?.metadata, { a: '1', c: '3' })
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`k${index}`, 'x']))
  assert.deepEqual(refusal(await change(scope, { id, patch: { metadata: many } })), [
    'metadata_too_large',
    'metadata',
  ])
})

test('changes are all or none', async () => {
  const scope = await t.newScope()
  const [a] = (await t.open(scope, {})) as [Account]
  const unknown = newId('acc', t.world)
  const result = await change(scope, { id: a.id, event: 'freeze' }, { id: unknown, event: 'freeze' })
  assert.deepEqual(refusal(result), ['account_not_found'])
  assert.equal(valueOf(await t.ledger.findAccount(scope, a.id)).state, 'open')
})

test('a change is one statement', async () => {
  const scope = await t.newScope()
  const [a] = (await t.open(scope, {})) as [Account]
  const seen = await t.roundTrips(() => change(scope, { id: a.id, event: 'freeze', patch: { name: 'A' } }))
  assert.deepEqual(seen, { lane: 0, transactions: 1, statements: 1 })
})

test('accounts are found by path, everything below it, currency, state and metadata, page by page', async () => {
  const scope = await t.newScope()
  await t.open(
    scope,
    { path: 'assets:bank' },
    { path: 'assets:bank:main', metadata: { region: 'eu', tier: 'a' } },
    { path: 'assets:bank:main:sub', currency: 'EUR' },
    { path: 'assets:bank2' },
    { path: 'assets:banking:x' },
    { path: 'liabilities', metadata: { region: 'eu' } },
  )
  const [frozen] = await t.open(scope, { path: 'zzz' })
  await change(scope, { id: present(frozen, 'one').id, event: 'freeze' })
  const paths = async (filter: Parameters<typeof t.ledger.listAccounts>[1]): Promise<string[]> =>
    (await t.ledger.listAccounts(scope, filter, { after: undefined, limit: 100 })).map(({ path }) => path)
  assert.deepEqual(await paths({ path: 'assets:bank' }), ['assets:bank'])
  assert.deepEqual(await paths({ path: 'assets:bank:*' }), ['assets:bank:main', 'assets:bank:main:sub'])
  assert.deepEqual(await paths({ path: 'assets:bank:*', currency: 'EUR' }), ['assets:bank:main:sub'])
  assert.deepEqual(await paths({ metadata: { region: 'eu' } }), ['assets:bank:main', 'liabilities'])
  assert.deepEqual(await paths({ metadata: { region: 'eu', tier: 'a' } }), ['assets:bank:main'])
  assert.deepEqual(await paths({ state: 'frozen' }), ['zzz'])
  const all: string[] = []
  for (let page = await t.ledger.listAccounts(scope, {}, { after: undefined, limit: 2 }); page.length > 0; ) {
    all.push(...page.map(({ path }) => path))
    page = await t.ledger.listAccounts(scope, {}, { after: page.at(-1), limit: 2 })
  }
  assert.deepEqual(all, [...all].sort())
  assert.equal(all.length, 7)
  assert.deepEqual(await t.ledger.listAccounts(await t.newScope(), {}, { after: undefined, limit: 9 }), [])
})

test('the application itself cannot write accounts, balances, monitors or periods', async () => {
  const scope = await t.newScope()
  for (const table of ['account', 'balance', 'monitor', 'period', 'book', 'hold', 'transfer'])
    for (const statement of [`delete from ledger.${table}`, `update ledger.${table} set tenant_id = 0`])
      await assert.rejects(
        t.database.admin.query(`set role florin_app; ${statement} where tenant_id = ${scope.tenant_id}`),
        { code: '42501' },
        statement,
      )
  await t.database.admin.query('reset role')
})

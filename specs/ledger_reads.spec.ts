import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type LedgerApi, type Problem, startLedgerApi } from '../modules/ledger/testing.ts'

// Goal: what a bookkeeper asks of the books over HTTP: what is there, what was there, and how it came about.
let api: LedgerApi
before(async () => void (api = await startLedgerApi()))
after(() => api.stop())

type Money = { value: string; currency: string }
type Balance = {
  version: number | null
  posted: Money
  pending_in: Money
  pending_out: Money
  available: Money
  limits: { floor: Money | null; overdraft: { limit: Money; used: Money; available: Money } } | null
}
type Transfer = { id: string; recorded_at: string }
type Entry = { version: number; transfer_id: string; direction: string; amount: Money; balances: Balance }
type Page<R> = { data: R[]; has_more: boolean; next_cursor: string | null }

const usd = (value: string): Money => ({ value, currency: 'USD' })
const open = async (path: string, more: object = {}): Promise<string> =>
  (
    await api.good<{ id: string }>('POST', '/v1/ledger/accounts', {
      currency: 'USD',
      normal_side: 'credit',
      path,
      ...more,
    })
  ).id
const transfer = (debit_account: string, credit_account: string, value: string, more: object = {}) => {
  // Each is recorded a second after the one before.
  api.test_ledger.world.advance(1_000)
  return api.good<Transfer>('POST', '/v1/ledger/transfers', {
    debit_account,
    credit_account,
    amount: usd(value),
    ...more,
  })
}
const balance = (id: string, query = ''): Promise<Balance> =>
  api.good<Balance>('GET', `/v1/ledger/accounts/${id}/balance${query}`)
const values = ({ posted, pending_in, pending_out, available }: Balance): string[] =>
  [posted, pending_in, pending_out, available].map(({ value }) => value)

test('a balance says what is posted, what is coming, what is held and what can be used', async () => {
  const bank = await open('assets:bank', { normal_side: 'debit' })
  const alice = await open('liabilities:alice', { floor: usd('0'), overdraft: usd('500') })
  await transfer(bank, alice, '1000')
  await transfer(alice, bank, '300', { kind: 'pending' })
  await transfer(bank, alice, '50', { kind: 'pending' })
  assert.deepEqual(values(await balance(alice)), ['1000', '50', '300', '700'])
  // The bank's account is a debit account: the same movements, seen from its side.
  assert.deepEqual(values(await balance(bank)), ['1000', '50', '300', '700'])
  await transfer(alice, bank, '900')
  const now = await balance(alice)
  assert.deepEqual(values(now), ['100', '50', '300', '-200'])
  assert.deepEqual(now.limits?.overdraft, { limit: usd('500'), used: usd('200'), available: usd('300') })
  assert.equal(now.version, 4)
})

test('the past is asked by version, by time of recording or by effective date', async () => {
  const [bank, alice] = [await open('assets:bank'), await open('liabilities:alice')]
  const first = await transfer(bank, alice, '100')
  await transfer(bank, alice, '10', { effective_on: '2025-12-15' })
  await transfer(bank, alice, '1')
  const posted = async (query: string): Promise<string> => (await balance(alice, query)).posted.value
  assert.deepEqual([await posted('?as_of_version=0'), await posted('?as_of_version=2')], ['0', '110'])
  assert.equal(await posted(`?as_of=${first.recorded_at}`), '100')
  assert.equal(await posted('?as_of=2025-12-31T00:00:00Z'), '0')
  // Recorded in January, it counts for December.
  assert.equal(await posted('?effective_on=2025-12-31'), '10')
  assert.equal(await posted('?effective_on=2026-01-31'), '111')
  const { version, limits } = await balance(alice, '?as_of_version=2')
  assert.deepEqual([version, limits], [2, null])
  // No entry left this sum: the second counts before the first.
  assert.equal((await balance(alice, '?effective_on=2025-12-31')).version, null)
})

test('a question about the past that makes no sense is refused by name', async () => {
  const alice = await open('liabilities:alice')
  const refused = async (query: string) => {
    const { code, param, errors, status } = await api.refused(
      'GET',
      `/v1/ledger/accounts/${alice}/balance${query}`,
      undefined,
    )
    return [status, code, param ?? errors?.[0]?.param]
  }
  assert.deepEqual(await refused('?as_of_version=7'), [404, 'version_not_reached', undefined])
  assert.deepEqual(await refused('?as_of_version=-1'), [400, 'invalid_request', 'as_of_version'])
  assert.deepEqual(await refused('?as_of=yesterday'), [400, 'invalid_request', 'as_of'])
  assert.deepEqual(await refused('?effective_on=2026-02-30'), [400, 'invalid_request', 'effective_on'])
  assert.deepEqual(await refused('?as_of_version=0&effective_on=2026-01-01'), [
    400,
    'invalid_request',
    'effective_on',
  ])
  const entries = (query: string): Promise<Problem> =>
    api.refused('GET', `/v1/ledger/accounts/${alice}/entries${query}`, undefined)
  const late = await entries('?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')
  assert.deepEqual([late.status, late.param], [400, 'to'])
  const day = await entries('?effective_from=2026-01-02&effective_to=2026-01-01')
  assert.deepEqual([day.status, day.param], [400, 'effective_to'])
  const unknown = await api.call<Problem>('GET', '/v1/ledger/accounts/acc_01k0000000000000000000000a/balance')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'account_not_found'])
})

test('balances are added up below a path, per currency', async () => {
  const [one, two] = [await open('vault:north:one'), await open('vault:north:two')]
  const south = await open('vault:south')
  const euro = await open('vault:north:euro', { currency: 'EUR' })
  const world = await open('world')
  await transfer(world, one, '5')
  await transfer(world, two, '7')
  await transfer(world, south, '100')
  const sums = async (path: string): Promise<[string, number, string][]> => {
    const found = await api.good<{ data: (Balance & { currency: string; accounts: number })[] }>(
      'GET',
      `/v1/ledger/balances?path=${encodeURIComponent(path)}`,
    )
    return found.data.map(({ currency, accounts, posted }) => [currency, accounts, posted.value])
  }
  assert.deepEqual(await sums('vault:north:*'), [
    ['EUR', 1, '0'],
    ['USD', 2, '12'],
  ])
  assert.deepEqual((await sums('vault:*')).at(-1), ['USD', 3, '112'])
  assert.deepEqual(await sums('vault:south'), [['USD', 1, '100']])
  assert.deepEqual(await sums('vault'), [])
  assert.ok(euro.length > 0)
})

test('entries are listed newest first, page by page, with the balance each left', async () => {
  const [bank, alice] = [await open('assets:bank'), await open('liabilities:alice')]
  for (const value of ['1', '2', '3', '4', '5'])
    await transfer(bank, alice, value, { code: value === '4' ? 'fee' : 'pay' })
  const path = `/v1/ledger/accounts/${alice}/entries`
  const page = await api.good<Page<Entry>>('GET', `${path}?limit=2`)
  assert.deepEqual(
    page.data.map(({ version, amount, balances }) => [version, amount.value, balances.posted.value]),
    [
      [5, '5', '15'],
      [4, '4', '10'],
    ],
  )
  assert.equal(page.has_more, true)
  await transfer(bank, alice, '6')
  const next = await api.good<Page<Entry>>('GET', `${path}?limit=2&cursor=${page.next_cursor}`)
  assert.deepEqual(
    next.data.map(({ version }) => version),
    [3, 2],
  )
  const fees = await api.good<Page<Entry>>('GET', `${path}?code=fee&kind=single&order=oldest_first`)
  assert.deepEqual(
    fees.data.map(({ version }) => version),
    [4],
  )
  const other = await api.refused('GET', `${path}?code=fee&cursor=${page.next_cursor}`, undefined)
  assert.equal(other.code, 'cursor_invalid')
})

test('a statement opens, lists what moved with the balance after it, adds up and closes', async () => {
  const [bank, alice] = [await open('assets:bank'), await open('liabilities:alice', { name: 'Alice' })]
  await transfer(bank, alice, '100', { description: 'Salary' })
  const second = await transfer(alice, bank, '30', { description: '=SUM(A1:A9)' })
  await transfer(alice, bank, '500')
  const path = `/v1/ledger/accounts/${alice}/statement`
  type Statement = {
    name: string
    opening: Money
    closing: Money
    lines: { direction: string; amount: Money; balance: Money; description: string | null }[]
    totals: { lines: number; debits: Money; credits: Money }
  }
  const whole = await api.good<Statement>('GET', path)
  assert.deepEqual([whole.name, whole.opening, whole.closing], ['Alice', usd('0'), usd('-430')])
  assert.deepEqual(
    whole.lines.map(({ direction, amount, balance: left, description }) => [
      direction,
      amount.value,
      left.value,
      description,
    ]),
    [
      ['credit', '100', '100', 'Salary'],
      ['debit', '30', '70', '=SUM(A1:A9)'],
      ['debit', '500', '-430', null],
    ],
  )
  assert.deepEqual(whole.totals, { lines: 3, debits: usd('530'), credits: usd('100') })
  const part = await api.good<Statement>('GET', `${path}?from=${second.recorded_at}`)
  assert.deepEqual([part.opening.value, part.lines.length, part.closing.value], ['100', 2, '-430'])
  const later = await api.good<Statement>('GET', `${path}?axis=effective&from=2030-01-01`)
  assert.deepEqual([later.opening.value, later.lines.length, later.closing.value], ['-430', 0, '-430'])
})

test('a statement as CSV has amounts that add up, and no cell that a spreadsheet would run', async () => {
  const [bank, alice] = [await open('assets:bank'), await open('liabilities:alice')]
  await transfer(bank, alice, '100', { description: 'Salary, "May"' })
  await transfer(alice, bank, '250', { description: '=HYPERLINK("http://x")' })
  const answer = await api.call('GET', `/v1/ledger/accounts/${alice}/statement?format=csv`)
  assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(answer.headers.get('content-disposition') ?? '', /attachment; filename="acc_.*\.csv"/)
  const lines = answer.text.trimEnd().split('\r\n')
  const tail = (line: string | undefined): string => (line ?? '').split(',').slice(-5).join(',')
  assert.match(
    lines[0] ?? '',
    /^row,effective_on,.*,transfer_id,kind,code,.*,debit,credit,balance_debit,balance_credit,currency$/,
  )
  assert.deepEqual(lines.slice(1).map(tail), [
    ',,,0,USD',
    ',100,,100,USD',
    '250,,150,,USD',
    '250,100,,,USD',
    ',,150,,USD',
  ])
  assert.ok([0, 1, 2, 4, 5].every((row) => lines[row]?.replace(', ""', '').split(',').length === 14))
  assert.match(lines[2] ?? '', /,single,transfer,/)
  assert.match(lines[2] ?? '', /,"Salary, ""May""",/)
  assert.match(lines[3] ?? '', /,"'=HYPERLINK\(""http:\/\/x""\)",/)
})

test('a statement’s range is told in the words of its axis', async () => {
  const alice = await open('liabilities:alice')
  const params = async (query: string): Promise<string[]> => {
    const { errors = [] } = await api.refused(
      'GET',
      `/v1/ledger/accounts/${alice}/statement?${query}`,
      undefined,
    )
    return errors.map(({ param }) => param)
  }
  assert.deepEqual(await params('from=2026-01-32&to=now'), ['from', 'to'])
  assert.deepEqual(await params('axis=effective&from=2026-01-01T00:00:00Z'), ['from'])
  assert.deepEqual(await params('axis=effective&from=2026-02-01&to=2026-01-01'), ['to'])
  assert.deepEqual(await params('axis=booked'), ['axis'])
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testCli, testMeans } from '../apps/cli/testing.ts'
import { florinProgram } from '../apps/server/florin_program.ts'
import { type AccessApi, startAccessApi } from './access_api.ts'

// Goal: the command line works with the API as it is, from signing in to the proof of the books.
// Method: the real routes behind the real edge, on a port, and the commands as a terminal runs them.

let api: AccessApi
before(async () => {
  api = await startAccessApi()
})
after(() => api.stop())

const signedIn = () => testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.secret_key })

test('somebody signs in with the key of the first start, and stays signed in', async () => {
  const cli = await testCli()
  const { exit, out } = await cli.run('login', '--url', api.url, '--key', api.secret_key)
  assert.equal(exit, 0)
  assert.match(out, /Signed in as .* \(ten_\w+, sandbox\)/)
  const tenant = JSON.parse((await cli.run('get', '/v1/tenant', '--json')).out) as { mode: string }
  assert.equal(tenant.mode, 'sandbox')
})

test('a key that was never given out is turned away, and is not kept', async () => {
  const cli = await testCli()
  const { exit, err } = await cli.run('login', '--url', api.url, '--key', 'sk_test_nonsense')
  assert.deepEqual([exit, err.includes('unauthenticated (401)')], [4, true])
  assert.match((await cli.run('profile', 'list')).out, /There are none yet/)
})

test('the sandbox’s clock goes forward by a duration', async () => {
  const cli = await signedIn()
  const now = async (): Promise<number> => {
    const { out } = await cli.run('clock', 'show', '--json')
    return Date.parse((JSON.parse(out) as { now: string }).now)
  }
  const before_ms = await now()
  assert.equal((await cli.run('clock', 'advance', '3d')).exit, 0)
  assert.ok((await now()) - before_ms >= 3 * 86_400_000)
})

test('another sandbox is made with a profile of its own, whose key opens it', async () => {
  const cli = await signedIn()
  assert.equal((await cli.run('clock', 'create', 'second')).exit, 0)
  const [own, made] = await Promise.all(
    ['default', 'second'].map(async (profile) => {
      const flags = profile === 'second' ? ['--profile', 'second'] : []
      return (JSON.parse((await cli.run('get', '/v1/tenant', '--json', ...flags)).out) as { id: string }).id
    }),
  )
  assert.notEqual(own, made)
})

test('faults of a request are named one by one, and the books prove clean', async () => {
  const cli = await signedIn()
  const { exit, err } = await cli.run('post', '/v1/ledger/accounts', '-d', 'currency=XXX')
  assert.equal(exit, 1)
  assert.match(err, /\n {2}normal_side: is required.*\n {2}path: is required/)
  const proof = JSON.parse((await cli.run('get', '/v1/ledger/proof', '--json')).out) as { holds: boolean }
  assert.equal(proof.holds, true)
})

test('a live tenant is no place for made-up cards', async () => {
  const cli = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.live_key })
  const { exit, err } = await cli.run('replay', 'any.csv', '--payment-method', 'pm_card_visa')
  assert.deepEqual([exit, err.includes('a replay belongs into a sandbox')], [2, true])
})

test('the books are kept by noun and verb: accounts, transfers, lists, files, refusals', async () => {
  const cli = await signedIn()
  const json = async (...args: string[]) => {
    const { exit, out, err } = await cli.run(...args, '--json')
    assert.equal(exit, 0, err)
    return JSON.parse(out) as Record<string, string>
  }
  const open = (path: string, side: string) =>
    json('ledger', 'accounts', 'create', '--currency', 'EUR', '--normal-side', side, '--path', path)
  const [bank, anna] = [await open('cli:bank', 'debit'), await open('cli:anna', 'credit')]
  const between = ['--debit-account', bank['id'] ?? '', '--credit-account', anna['id'] ?? '']
  for (const amount of ['10.50 EUR', '2 EUR'])
    await json('ledger', 'transfers', 'create', ...between, '--amount', amount, '--code', 'top_up')
  const balance = await cli.run('ledger', 'accounts', 'balance', anna['id'] ?? '')
  assert.match(balance.out, /12\.50 EUR/)
  const entries = ['ledger', 'accounts', 'entries', 'list', anna['id'] ?? '']
  assert.equal((await cli.run(...entries, '--limit', '1')).out.split('\n').length, 2)
  assert.equal((await cli.run(...entries, '--all')).out.split('\n').length, 3)
  const statement = await cli.run('ledger', 'accounts', 'statement', anna['id'] ?? '', '--format', 'csv')
  assert.match(statement.out, /^\w+,[^\n]*\r?\n[^]*1050|10\.50/)
  const exported = (await cli.run('ledger', 'export')).out.trimEnd().split('\n')
  assert.ok(
    exported.length > 4 && exported.every((line) => line === '' || typeof JSON.parse(line) === 'object'),
  )
  assert.match(
    (await cli.run('ledger', 'accounts', 'freeze', anna['id'] ?? '', '--scope', 'all')).out,
    /frozen/,
  )
  const refused = await cli.run('ledger', 'transfers', 'create', ...between, '--amount', '1 EUR')
  assert.deepEqual([refused.exit, refused.err.includes('/docs/errors/')], [1, true], refused.err)
})

test('the tenant’s state and the API’s health are told, as far as this server has them', async () => {
  const cli = await signedIn()
  const overview = JSON.parse((await cli.run('status', '--json')).out) as Record<string, unknown>
  assert.deepEqual([overview['figures'], overview['payouts'], overview['unseen']], [null, null, {}])
  assert.equal((overview['tenant'] as { mode: string }).mode, 'sandbox')
  assert.match((await cli.run('status')).out, /by the sandbox’s clock/)
  const offered = await cli.run('completion', 'reply', '--', 'ledger', 'accounts', 'fr')
  assert.equal(offered.out, 'freeze')
})

test('money of a live tenant is not moved by a command that nobody said yes to', async () => {
  const cli = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.live_key }, { is_alone: true })
  const { exit, err } = await cli.run('ledger', 'transfers', 'create', '--amount', '1 EUR', '--code', 'x')
  assert.deepEqual([exit, err.includes('add --yes')], [2, true])
})

test('what an operator’s command refuses is JSON for a program, too, and words for a person', async () => {
  const program = fileURLToPath(new URL('../apps/server/florin.ts', import.meta.url))
  const run = (...args: string[]) =>
    new Promise<{ exit: unknown; out: string; err: string }>((resolve) => {
      execFile(process.execPath, [program, ...args], (error, out, err) =>
        resolve({ exit: error?.code, out, err: err.trim() }),
      )
    })
  const told = await run('files', 'inspect', 'nowhere.xml', '--json')
  const { error } = JSON.parse(told.err) as { error: { code: string; detail: string } }
  assert.deepEqual([told.exit, told.out, error.code], [1, '', 'command'])
  assert.match(error.detail, /^nowhere\.xml cannot be read; /)
  const said = await run('files', 'inspect', 'nowhere.xml')
  assert.deepEqual([said.exit, said.err], [1, `florin: ${error.detail}`])
})

test('users and operators share nouns, and no two commands share a name', () => {
  const program = florinProgram(testMeans(), ['ledger', 'tenant', 'vault'])
  const verbs = (noun: string) =>
    program.commands.find((one) => one.name() === noun)?.commands.map((one) => one.name()) ?? []
  assert.ok(verbs('ledger').includes('import') && verbs('ledger').includes('transfers'))
  assert.ok(verbs('tenant').includes('create') && verbs('tenant').includes('get'))
  assert.ok(verbs('vault').includes('status') && verbs('vault').includes('rotations'))
})

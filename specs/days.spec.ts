import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { testCli } from '../apps/cli/testing.ts'
import { type AccessApi, startAccessApi } from './access_api.ts'

// Goal: wherever a caller says a time, a day will do, and is its first moment in UTC.
// Method: the published document, for all of them; and the real routes, for what a day comes to.

let api: AccessApi
before(async () => {
  api = await startAccessApi()
})
after(() => api.stop())

/** Where a format stands in a schema, by path; a named part is looked into where it is first used. */
function placesOf(format: string, schema: unknown, named: Map<string, unknown>, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { $ref, ...rest } = schema as Readonly<Record<string, unknown>>
  const name = typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : ''
  const referred = named.get(name)
  named.delete(name)
  return [
    ...(rest['format'] === format ? [path] : []),
    ...placesOf(format, referred, named, path),
    ...Object.entries(rest).flatMap(([field, inner]) => placesOf(format, inner, named, `${path}/${field}`)),
  ]
}

test('every time that callers send may be a day; only when a parcel arrived has to be a time', async () => {
  const text = await readFile(new URL('../docs/openapi.gen.json', import.meta.url), 'utf8')
  const document = JSON.parse(text) as {
    paths: Record<string, Record<string, { parameters?: unknown; requestBody?: unknown }>>
    components: { schemas: object }
  }
  const sent = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap(({ parameters, requestBody }) => [parameters, requestBody]),
  )
  const places = (format: string) =>
    placesOf(format, sent, new Map(Object.entries(document.components.schemas)))
  assert.ok(places('time-or-day').length >= 15, String(places('time-or-day').length))
  assert.deepEqual(
    places('date-time').map((path) => path.split('/').at(-1)),
    ['delivered_at'],
  )
})

const get = async (path: string) => (await api.call('GET', path, { key: api.secret_key })).status

test('a day and its first moment are the same, and a day that does not exist is refused', async () => {
  const made = await api.call<{ expires_at: string }>('POST', '/v1/api-keys', {
    key: api.secret_key,
    body: { kind: 'restricted', name: 'Reader', scopes: ['ledger.accounts:read'], expires_at: '2030-02-01' },
  })
  assert.deepEqual([made.status, made.body.expires_at], [201, '2030-02-01T00:00:00.000000Z'])
  for (const [day, status] of [
    ['2026-11-01', 200],
    ['2026-02-30', 400],
    ['2026-11-01T00:00:00', 400],
    ['9999-01-01', 400],
  ] as const)
    assert.equal(await get(`/v1/audit-events?from=${day}`), status, day)
})

test('a statement and the entries of an account begin with a day', async () => {
  const cli = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: api.secret_key })
  const open = ['ledger', 'accounts', 'create', '--currency', 'EUR', '--normal-side', 'debit', '--json']
  const account = JSON.parse((await cli.run(...open, '--path', 'days')).out) as { id: string }
  const month = ['--from', '2026-11-01', '--to', '2026-12-01']
  for (const words of ['statement', 'entries list', 'balance'])
    for (const flags of [words === 'balance' ? ['--as-of', '2030-01-01'] : month]) {
      const { exit, err } = await cli.run('ledger', 'accounts', ...words.split(' '), account.id, ...flags)
      assert.deepEqual([exit, err], [0, ''], words)
    }
  const backwards = await cli.run(
    'ledger',
    'accounts',
    'statement',
    account.id,
    '--from',
    '2026-12-02',
    '--to',
    '2026-12-01',
  )
  assert.match(backwards.err, /--to: must not lie before `from`/)
})

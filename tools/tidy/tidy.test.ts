import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockFaults } from './clock.ts'
import { floorOf, floors, rooms, sees } from './floors.ts'
import { lawFaults } from './law.ts'
import { codeLeftFaults } from './left.ts'
import { bannedWord, nameFaults } from './names.ts'
import { readCode } from './sources.ts'
import { storeFaults } from './store.ts'
import { tableFaults } from './tables.ts'
import { treeFaults } from './tree.ts'

const code = (text: string, path = 'modules/ledger/x.ts') => readCode({ path, text })
const whys = (faults: readonly { why: string }[]) => faults.map(({ why }) => why)

test('every module stands on one floor, and every room that may import is in the table', () => {
  const modules = floors.flat()
  assert.equal(new Set(modules).size, modules.length)
  assert.equal(floorOf('ledger'), 0)
  assert.equal(floorOf('unheard_of'), -1)
  const importing = ['kernel', 'platform', 'modules', 'connectors', 'sdk', 'tools', 'specs', 'sim', 'bench']
  assert.deepEqual(
    importing.filter((room) => !(room in sees) || !(room in rooms)),
    [],
  )
})

test('a module sees the kernel, the platform, its own files and the faces below it', () => {
  const allowed = [
    '../../kernel/money.ts',
    '../../platform/scope.ts',
    './store.ts',
    '../ledger/index.ts',
    'pg',
    'node:fs',
  ]
  for (const target of allowed)
    assert.deepEqual(lawFaults(code(`import '${target}'`, 'modules/auth/x.ts')), [], target)
})

test('floor-mates, upper floors and the inside of lower modules are out of sight', () => {
  for (const target of [
    '../vault/index.ts',
    '../payments/index.ts',
    '../ledger/store.ts',
    '../../apps/server/main.ts',
  ])
    assert.equal(lawFaults(code(`import '${target}'`, 'modules/auth/x.ts')).length, 1, target)
})

test('a test sees every face and the testing files, not the inside of another module', () => {
  const path = 'modules/ledger/x.pg.test.ts'
  const seen = `import '../../platform/db/testing.ts'; import '../auth/index.ts'; import '../auth/testing.ts'`
  assert.deepEqual(lawFaults(code(seen, path)), [])
  assert.equal(lawFaults(code(`import '../auth/store.ts'`, path)).length, 1)
  assert.equal(lawFaults(code(`import '../platform/scope.ts'`, 'kernel/x.test.ts')).length, 1)
})

test('strings and comments are not imports, clocks or names', () => {
  const text = `const a = "import x from '../payments/index.ts'" // import '../payments/index.ts'
    const b = \`\${a} Date.now() \${"Math.random()"}\` /* setTimeout(1) new Date() */`
  const parsed = code(text)
  assert.deepEqual([...lawFaults(parsed), ...clockFaults(parsed), ...nameFaults(parsed)], [])
})

test('a date that is given its instant is not a clock', () => {
  const text = `new Date(0); Date.parse('2026-01-01'); Date.UTC(2026, 0); socket.setTimeout(5); type At = Date`
  assert.deepEqual(clockFaults(code(text)), [])
})

test('every way to a clock or to chance is found', () => {
  for (const text of [
    'Date()',
    'const { now } = Date',
    'globalThis.Date.now()',
    'globalThis.setTimeout(f)',
    "Math['random']()",
    'process.hrtime.bigint()',
    'crypto.randomUUID()',
    'AbortSignal.timeout(5)',
    'Temporal.Now.instant()',
    'f(setInterval)',
    "import { performance } from 'node:perf_hooks'",
    "import { randomBytes as bytes } from 'node:crypto'",
  ])
    assert.equal(clockFaults(code(text)).length, 1, text)
})

test('setImmediate gathers requests in the batcher and nowhere else', () => {
  assert.deepEqual(clockFaults(code('setImmediate(f)', 'platform/batcher/batcher.ts')), [])
  assert.equal(clockFaults(code('setTimeout(f)', 'platform/batcher/batcher.ts')).length, 1)
  assert.equal(clockFaults(code('setImmediate(f)', 'platform/jobs/worker.ts')).length, 1)
})

test('a banned word counts as a whole word only', () => {
  for (const name of ['rawData', 'data_of', 'PaymentManager', 'utils', 'on_process'])
    assert.ok(bannedWord(name), name)
  for (const name of ['metadata', 'database', 'informed', 'processing', 'handled'])
    assert.ok(!bannedWord(name), name)
})

test('the words of others are not ours: wire fields, library options, what is only called', () => {
  const text = `type List = { data: string[]; has_more: boolean }
    app.route({ handler: () => reply({ data: [] }) })
    socket.on('data', (chunk) => process.stdout.write(chunk))`
  assert.deepEqual(nameFaults(code(text)), [])
})

test('names are found wherever they are bound', () => {
  const text = `const { a: [data] } = b; function f({ info = 1 }) {} type T = (util: 1) => 2
    import { x as helper } from 'y'; try {} catch (handle) {} class DataError extends Error {}`
  assert.equal(nameFaults(code(text)).length, 6)
})

test('SQL stands in the store and stays behind its own wall', () => {
  const sql =
    "export const a = `select * from ledger.account`\nexport const b = db.selectFrom('ledger.account')"
  assert.equal(storeFaults(code(sql)).length, 2)
  assert.deepEqual(storeFaults(code(sql, 'modules/ledger/store_posting.ts')), [])
  const over = code("export const a = ['select x from auth.api_key', 'auth.keys']", 'modules/ledger/store.ts')
  assert.equal(storeFaults(over).length, 2)
  assert.deepEqual(storeFaults(code("export const text = 'choose from the list, insert coins'")), [])
})

test('a file is at most 400 lines, in a room of the tree, under a name in snake_case', () => {
  const long = (lines: number, path = 'modules/ledger/x.ts') => treeFaults({ path, text: '\n'.repeat(lines) })
  assert.deepEqual(long(400), [])
  assert.deepEqual(whys(long(401)), ['401 lines, at most 400'])
  assert.deepEqual(whys(long(401, 'modules/ledger/sql/functions/x.sql')), ['401 lines, at most 400'])
  assert.deepEqual(long(401, 'bench/results/2026.gen.md'), [])
  assert.deepEqual(whys(long(1, 'platform/magic/x.ts')), ['platform has no folder magic'])
  assert.deepEqual(whys(long(1, 'kernel/someThing.ts')), ['someThing.ts is not snake_case'])
})

test('a silenced check names its rule and its reason', () => {
  const why = (text: string) => codeLeftFaults(code(text)).length
  assert.equal(why('// oxlint-disable-next-line no-console -- the CLI speaks to people'), 0)
  assert.equal(why('// oxlint-disable-next-line no-console'), 1)
  assert.equal(why('/* eslint-disable */'), 1)
})

test('a table under words is read by ownOf, under whatever name it stands', () => {
  const found = (text: string, path?: string) => tableFaults(code(text, path)).length
  const tables = ['Record<string, 1>', 'Readonly<Record<string, 1>>', 'Readonly<Partial<Record<string, 1>>>']
  for (const type of tables) {
    assert.equal(found(`const codes: ${type} = { a: 1 }; export const read = (word) => codes[word]`), 1, type)
    assert.equal(found(`export const codes: ${type} = { a: 1 }; f(codes?.[words.at(-1)])`), 1, type)
    assert.equal(found(`const codes: ${type} = { a: 1 }; f(ownOf(codes, word), codes['a'])`), 0, type)
  }
})

test('lists, tables of words that are known, and what tests look up are read as they are', () => {
  const found = (text: string, path?: string) => tableFaults(code(text, path)).length
  assert.equal(found(`const list: readonly string[] = ['a']; f(list[index])`), 0)
  assert.equal(found(`const names: Record<Kind, string> = { a: 'b' }; f(names[kind])`), 0)
  assert.equal(
    found(`const names: Record<string, string> = { a: 'b' }; f(names[kind])`, 'kernel/x.test.ts'),
    0,
  )
})

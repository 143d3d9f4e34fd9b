import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { faultLine } from '../tools/tidy/sources.ts'
import { tidyTree } from '../tools/tidy/tidy.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const canary = 'tools/tidy/canary/'

test('the tree is tidy, and all of it was read', () => {
  const { faults, read } = tidyTree(root)
  assert.ok(read.code > 100, `only ${read.code} files of code were read`)
  assert.ok(read.sql > 20, `only ${read.sql} SQL files were read`)
  assert.deepEqual(faults.map(faultLine), [])
})

const canaryFaults = [
  'attic/canary.ts tree: no room called attic in the tree of ARCHITECTURE.md',
  'modules/ledger/PaymentHelper.ts tree: PaymentHelper.ts is not snake_case',
  // In two parts, or this file would be caught too.
  'modules/ledger/canary.ts:19 left: /home' + '/somebody: a path of one machine',
  'modules/unheard_of/index.ts tree: unheard_of has no floor in tools/tidy/floors.ts',
  'stray.ts tree: no such file in the tree of ARCHITECTURE.md',
  'apps/cli/canary.ts:1 law: apps/cli may not see modules/ledger/index.ts',
  'apps/server/canary.ts:1 law: apps/server may not see apps/cli/exits.ts',
  'connectors/bank/canary.ts:1 law: connectors/bank may not see modules/ledger/index.ts',
  'connectors/bank/canary.ts:3 law: connectors/bank may not see connectors/other_bank/connector.ts',
  'kernel/canary.ts:1 law: the kernel is pure: no node:fs',
  'kernel/canary.ts:2 law: kernel may not see platform/scope.ts',
  'modules/ledger/PaymentHelper.ts words: its name uses «helper»',
  'modules/ledger/canary.ts:3 law: modules/ledger may not see modules/payments/payment.ts',
  'modules/ledger/canary.ts:5 law: modules/ledger may not see modules/payments/index.ts',
  'modules/ledger/canary.ts:6 law: modules/ledger may not see modules/audit/store.ts',
  'modules/ledger/canary.ts:7 law: modules/ledger may not see modules/webhooks/index.ts',
  'modules/ledger/canary.ts:8 law: modules/ledger/canary.test.ts is a test',
  'modules/ledger/canary.ts:12 words: «InfoRow» uses the banned word «info»',
  'modules/ledger/canary.ts:12 words: «handle» uses the banned word «handle»',
  'modules/ledger/canary.ts:13 words: «processAll» uses the banned word «process»',
  'modules/ledger/canary.ts:13 words: «helper» uses the banned word «helper»',
  'modules/ledger/canary.ts:14 words: «utils» uses the banned word «utils»',
  'modules/ledger/canary.ts:1 clock: randomUUID: time and chance come from World',
  'modules/ledger/canary.ts:2 clock: node:timers/promises: time and chance come from World',
  'modules/ledger/canary.ts:2 clock: setTimeout: time and chance come from World',
  'modules/ledger/canary.ts:15 clock: setTimeout: time and chance come from World',
  'modules/ledger/canary.ts:16 clock: Date.now: time and chance come from World',
  'modules/ledger/canary.ts:16 clock: new Date(): time and chance come from World',
  'modules/ledger/canary.ts:16 clock: Math.random: time and chance come from World',
  'modules/ledger/canary.ts:16 clock: performance.now: time and chance come from World',
  'modules/ledger/canary.ts:18 walls: SQL stands in the module’s store.ts',
  'modules/ledger/canary.ts:26 tables: numbers[…] also finds what every object inherits: ownOf(numbers, …) does not',
  // In two pieces, so that a search for leftovers does not find this line.
  `modules/ledger/canary.ts:10 left: ${['TO', 'DO'].join('')}: a marker for later work`,
  'modules/ledger/canary.ts:11 left: @ts-ignore: silences a check without naming the rule and the reason (`-- why`)',
  'modules/ledger/canary.ts:23 left: test.only: a test that does not always run',
  'modules/ledger/canary.ts:23 left: skip: a test that does not always run',
  'modules/ledger/canary.ts:24 left: .pathname of import.meta.url: fileURLToPath says which file that is',
  'modules/ledger/store.ts:2 walls: auth.api_key stands behind the wall of auth',
  'platform/canary.ts:1 law: platform/db/testing.ts is for tests',
  'platform/canary.ts:3 law: platform may not see modules/ledger/index.ts',
  'platform/canary.ts:4 law: an import names its file, so that the law can be checked',
  'sdk/canary.ts:1 law: sdk may not see kernel/money.ts',
  'modules/ledger/sql/functions/trespass.sql:2 clock: S10: now() — times, ids and chance are parameters',
  'modules/ledger/sql/functions/trespass.sql:2 walls: no SQL over the wall of platform',
  'modules/ledger/sql/functions/trespass.sql:2 walls: auth.hash_of() is not published in tools/tidy/floors.ts',
  'modules/ledger/sql/functions/trespass.sql:2 walls: platform.secret() is not published in tools/tidy/floors.ts',
  'modules/ledger/sql/functions/trespass.sql:10 words: «data» uses the banned word «data»',
  'modules/ledger/sql/functions/trespass.sql:10 clock: S10: current_timestamp — times are parameters',
  'modules/ledger/sql/migrations/broken.sql sql: syntax error at or near "tabel"',
]

test('the canary is caught: these faults, no more and no fewer', () => {
  const { faults, read } = tidyTree(root + canary)
  assert.deepEqual(read, { files: 16, code: 13, sql: 2 })
  assert.deepEqual(faults.map(faultLine), canaryFaults)
})

/** One entry per diagnostic: the rule, as oxlint names it, and the line. */
function lintCanary(): string[] {
  const config = `--config=${canary}bench/oxlint.json`
  const { stdout } = spawnSync(
    process.execPath,
    ['node_modules/oxlint/bin/oxlint', '--type-aware', config, '--format=unix', `${canary}bench`],
    { cwd: root, encoding: 'utf8' },
  )
  return [...stdout.matchAll(/:(\d+):\d+: .*\[Error\/(.+)\]/g)]
    .map(([, line, rule]) => `${rule} ${line}`)
    .sort()
}

test('the linter knows types, the size of functions and how deep they nest', () => {
  assert.deepEqual(lintCanary(), [
    'eslint(max-depth) 6',
    'eslint(max-depth) 6',
    'eslint(max-lines-per-function) 3',
    'typescript(no-explicit-any) 3',
    'typescript(no-floating-promises) 4',
    'typescript(no-unsafe-member-access) 6',
  ])
})

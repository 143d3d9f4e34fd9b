import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCli } from './testing.ts'

// Goal: a call that is not written as it is meant is told like every other failure: a program gets JSON, a person words.
// Method: calls of several nouns that are wrong in each way there is, with and without --json, and no server at all.

const HELP = '--help says what it takes'
const wrongCalls: readonly (readonly [call: string, detail: RegExp])[] = [
  ['paymnets', /^unknown command 'paymnets'; did you mean “payments”\?$/],
  ['payments lsit', /^unknown command 'lsit'; did you mean “list”\?$/],
  ['ledger acounts list', /^unknown command 'acounts'; did you mean “accounts”\?$/],
  ['ledger accounts freez acc_1', /^unknown command 'freez'; did you mean “freeze”\?$/],
  ['logs tial', /^unknown command 'tial'; did you mean “tail”\?$/],
  ['payments list --refrence x', /^unknown option '--refrence'; did you mean “--reference”\?$/],
  ['clock advance 3d --ulr x', /^unknown option '--ulr'; did you mean “--url”\?$/],
  ['help paymnets', /^unknown command 'paymnets'; did you mean “payments”\?$/],
  ['help ledger acounts', /^unknown command 'acounts'; did you mean “accounts”\?$/],
  ['zzz --at-all', /^unknown command 'zzz'$/],
  ['payments get', /^missing required argument 'id'$/],
  ['ledger accounts freeze', /^missing required argument 'id'$/],
  ['get', /^missing required argument 'path'$/],
  ['payments get pay_1 pay_2', /^too many arguments for 'get'/],
  ['payments list --json --reference', /^option '--reference <text>' argument missing$/],
  ['replay any.csv --rounding up', /argument 'up' is invalid\. Allowed choices are /],
  ['replay any.csv --concurrency none', /^--concurrency takes a whole number/],
  ['post /v1/customers --wait soon', /^--wait takes a whole number from 0 to 30/],
  ['payouts list --state setled', /^--state does not take “setled”; did you mean “settled”\?$/],
  ['sandbox clock freeze', /^sandbox clock freeze is `florin clock freeze`$/],
]

for (const [call, detail] of wrongCalls)
  test(`\`florin ${call}\` ends with 2, in words for a person and in JSON for a program`, async () => {
    const cli = await testCli({ FLORIN_KEY: 'sk_test_abcdefghijkl', FLORIN_URL: 'http://127.0.0.1:1' })
    const words = call.split(' ').filter((word) => word !== '--json')
    const told = await cli.run(...(call.includes('--json') ? call.split(' ') : [...words, '--json']))
    const { error } = JSON.parse(told.err) as { error: { code: string; detail: string } }
    assert.deepEqual([told.exit, told.out, error.code], [2, '', 'command'])
    assert.match(error.detail, detail)
    const said = await cli.run(...words)
    assert.deepEqual([said.exit, said.out, said.err.split('\n')[0]], [2, '', `florin: ${error.detail}`])
  })

test('several that may have been meant are all named, and a wrong choice hears what there is', async () => {
  const cli = await testCli()
  assert.match((await cli.run('pot', '/v1/tenant')).err, /did you mean one of /)
  const { exit, err } = await cli.run('completion', 'tcsh')
  assert.deepEqual([exit, err.includes('Allowed choices are bash, zsh, fish.')], [2, true])
})

test('help of a command is what its --help shows, however deep it stands', async () => {
  const cli = await testCli()
  for (const command of ['ledger', 'ledger accounts', 'ledger accounts freeze', 'clock advance']) {
    const asked = await cli.run('help', ...command.split(' '))
    assert.deepEqual(asked, await cli.run(...command.split(' '), '--help'))
    assert.match(asked.out, new RegExp(`^Usage: florin ${command} `))
  }
})

test('what to do about it stands in both forms', async () => {
  const cli = await testCli()
  const told = JSON.parse((await cli.run('payments', 'get', '--json')).err) as object
  assert.deepEqual(told, {
    error: { code: 'command', detail: "missing required argument 'id'", advice: HELP },
  })
  assert.equal((await cli.run('payments', 'get')).err, `florin: missing required argument 'id'\n  → ${HELP}`)
})

test('--json in front of the verb is told where it stands, and behind -- it is a text', async () => {
  const cli = await testCli()
  for (const call of [
    ['--json', 'payments', 'list'],
    ['payments', '--json'],
  ])
    assert.match((await cli.run(...call)).err, /"advice": "--json stands behind a verb/)
  assert.match((await cli.run('payments', 'get', '--', 'pay_1', '--json')).err, /^florin: too many arguments/)
})

test('help and the version are no failures, and a noun without a verb is', async () => {
  const cli = await testCli()
  for (const call of [['--help'], ['payments', 'list', '--help'], ['--version']]) {
    const { exit, out, err } = await cli.run(...call)
    assert.deepEqual([exit, err, out === ''], [0, '', false])
  }
  const { exit, out, err } = await cli.run('payments')
  assert.deepEqual([exit, out, err.includes('Usage: florin payments')], [2, '', true])
})

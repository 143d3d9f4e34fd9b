// Goal: everything of the API is a command, fields are flags that say what they mean, and answers are shown for people.
// Method: every operation's command is looked up in the real tree; calls go to a server in the test that records them.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Command } from 'commander'
import fc from 'fast-check'
import { listen } from '../../../sdk/typescript/testing.ts'
import { newProgram, userCommands } from '../main.ts'
import { nearest } from '../nearest.ts'
import { widthOf } from '../show.ts'
import { testCli, testMeans } from '../testing.ts'
import { covered, operations } from './catalogue.ts'
import { rowTable } from './columns.ts'
import { factSheet } from './facts.ts'
import { exampleCall } from './operation_command.ts'

type Asked = { readonly line: string; readonly body: unknown }
const asked: Asked[] = []
const replies = new Map<string, { status?: number; type?: string; text: string; location?: string }>()
let server: Awaited<ReturnType<typeof listen>>
before(async () => {
  server = await listen((request, response, text) => {
    const line = `${request.method ?? ''} ${request.url ?? ''}`
    asked.push({ line, body: text === '' ? undefined : (JSON.parse(text) as unknown) })
    const {
      status = 200,
      type = 'application/json',
      text: answer,
      location,
    } = replies.get(line) ?? { text: '{}' }
    response
      .writeHead(status, { 'content-type': type, ...(location === undefined ? {} : { location }) })
      .end(answer)
  })
})
after(() => server.close())

const reply = (line: string, body: unknown): void => void replies.set(line, { text: JSON.stringify(body) })
const signedIn = (key = 'sk_test_abcdefghijkl') => testCli({ FLORIN_KEY: key, FLORIN_URL: server.url })
const told = (): Asked | undefined => asked.at(-1)

test('every operation of the API is one command, or is covered by one, and its help says what it takes', () => {
  const program = newProgram()
  userCommands(
    program,
    testMeans(),
    [...operations().keys()].flatMap((name) => name.split(' ')),
  )
  const find = (name: string): Command =>
    name.split(' ').reduce((at, word) => {
      const next = at.commands.filter((one) => one.name() === word)
      assert.equal(next.length, 1, `florin ${name}`)
      return next[0] as Command
    }, program)
  assert.ok(operations().size > 250)
  for (const [name, { say, scope, fields = [], query = [], params = [] }] of operations()) {
    const command = find(covered[name] ?? name)
    let help = ''
    command.configureOutput({ writeOut: (text) => void (help += text) }).outputHelp()
    assert.match(help, /Usage: florin/, name)
    if (covered[name] !== undefined) continue
    assert.ok(help.includes(scope) && help.replaceAll(/\s+/g, ' ').includes(say), name)
    assert.equal(command.registeredArguments.length, params.length, name)
    for (const field of [...fields, ...query])
      assert.ok(
        command.options.some(({ long }) => long === `--${field.name.replaceAll('_', '-')}`),
        `${name}: ${field.name}`,
      )
  }
  const create = find('payments create')
  let told_help = ''
  create.configureOutput({ writeOut: (text) => void (told_help += text) }).outputHelp()
  assert.match(
    told_help,
    /florin payments create --amount '10\.50 USD' --payment-method pm_card_visa --reference order-1/,
  )
  for (const name of Object.keys(covered)) assert.ok(operations().has(name), `${name} is no operation`)
})

/** As a shell splits it, for what our examples have of quotes. */
const split = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(')/g, '$1$2'),
  )

test('the example of every operation, typed as its help shows it, sends what the API’s own example is', async () => {
  const cli = await signedIn()
  const typed = [...operations()].filter(
    ([name, { method, is_at_vault }]) =>
      method !== 'GET' && covered[name] === undefined && is_at_vault !== true,
  )
  assert.ok(typed.length > 100)
  for (const [name, operation] of typed) {
    const [, ...words] = split(exampleCall(name, operation)).map((word) => word.replace(/^<\w+>$/, 'id_1'))
    const { exit, err } = await cli.run(...words)
    assert.equal(exit, 0, `${name}: ${err}`)
    const line = `${operation.method} ${operation.path.replace(/\{\w+\}/, 'id_1')}`
    const { example, fields } = operation
    assert.deepEqual(told(), { line, body: fields === undefined ? undefined : (example ?? {}) }, name)
  }
})

test('only the noun that was typed has its verbs', () => {
  const program = newProgram()
  userCommands(program, testMeans(), ['payments', 'list'])
  const verbsOf = (noun: string) => program.commands.find((one) => one.name() === noun)?.commands.length
  assert.deepEqual([verbsOf('payouts'), verbsOf('payments')], [0, 11])
})

test('flags become the fields that the API takes, each by its kind', async () => {
  const cli = await signedIn()
  const run = async (...args: string[]) => {
    const ended = await cli.run(...args)
    assert.equal(ended.exit, 0, ended.err)
    return told()
  }
  const account = ['--account-id', 'acc_1', '--field', 'posted', '--operator', 'lt', '--threshold', '5 EUR']
  assert.deepEqual((await run('ledger', 'monitors', 'create', ...account))?.body, {
    account_id: 'acc_1',
    field: 'posted',
    operator: 'lt',
    threshold: { value: '500', currency: 'EUR' },
  })
  assert.deepEqual(
    (await run('payments', 'capture', 'pay_1', '--amount', '5', '--currency', 'JPY', '--final'))?.body,
    {
      amount: { value: '5', currency: 'JPY' },
      final: true,
    },
  )
  const url = [
    '--url',
    'https://shop.example/hooks',
    '--events',
    'payment.*',
    'refund.*',
    '--metadata',
    'a=b=c',
  ]
  assert.deepEqual((await run('webhook-endpoints', 'create', ...url, '-d', 'more.inside:=[1]'))?.body, {
    url: 'https://shop.example/hooks',
    events: ['payment.*', 'refund.*'],
    metadata: { a: 'b=c' },
    more: { inside: [1] },
  })
})

test('filters and paths become the address, whatever the method', async () => {
  const cli = await signedIn()
  reply('GET /v1/disputes?status=needs_response&due_before=2026-12-24&limit=20', {
    data: [],
    has_more: false,
  })
  await cli.run('disputes', 'list', '--status', 'needs_response', '--due-before', '2026-12-24')
  assert.equal(told()?.line, 'GET /v1/disputes?status=needs_response&due_before=2026-12-24&limit=20')
  await cli.run('acquirer-accounts', 'disable', 'aca 1')
  assert.deepEqual(told()?.line, 'POST /v1/acquirer-accounts/aca%201/disable')
  await cli.run('sandbox', 'faults', 'replace', '--faults', '[{"kind":"silence"}]')
  assert.deepEqual(told(), { line: 'PUT /v1/sandbox/faults', body: { faults: [{ kind: 'silence' }] } })
})

test('an amount without a currency takes that of what is acted on', async () => {
  reply('GET /v1/payments/pay_1', { amount: { value: '1', currency: 'KWD' } })
  reply('GET /v1/ledger/accounts/acc_1', { currency: 'CHF' })
  const cli = await signedIn()
  await cli.run('payments', 'increment', 'pay_1', '--amount', '1.005')
  assert.deepEqual(told()?.body, { amount: { value: '1005', currency: 'KWD' } })
  await cli.run('payouts', 'create', '--account', 'acc_1', '--destination', 'ba_1', '--amount', '2')
  assert.deepEqual(told()?.body, {
    account: 'acc_1',
    destination: 'ba_1',
    amount: { value: '200', currency: 'CHF' },
  })
})

test('what is written wrongly ends with 2, names the flag, and reaches nobody', async () => {
  const cli = await signedIn()
  const before_count = asked.length
  for (const [args, said] of [
    [['payouts', 'list', '--state', 'setled'], /--state does not take “setled”; did you mean “settled”/],
    [['payments', 'capture', 'pay_1', '--final', 'maybe'], /--final takes true or false/],
    [['api-keys', 'rotate', 'key_1', '--overlap-ms', 'soon'], /--overlap-ms takes a whole number/],
    [['disputes', 'list', '--due-before', 'tomorrow'], /--due-before takes a time/],
    [['payments', 'create', '--payment-method', 'pm'], /--amount is required/],
    [['payments', 'create', '--amount', '5'], /--amount does not say its currency/],
    [['sandbox', 'faults', 'replace', '--faults', 'x'], /--faults takes JSON/],
    [['payments', 'list', '--all', '--limit', '5'], /--all and --limit/],
    [['sandbox', 'clock', 'freeze'], /is `florin clock freeze`/],
  ] as const) {
    const { exit, err } = await cli.run(...args)
    assert.deepEqual([exit, said.test(err)], [2, true], err)
  }
  assert.equal(asked.length, before_count)
})

test('money of a live tenant moves after a yes only, and without a terminal after --yes', async () => {
  const cli = await signedIn('sk_live_abcdefghijkl')
  const pay = ['payments', 'cancel', 'pay_1']
  const before_count = asked.length
  assert.deepEqual([(await cli.run(...pay)).exit, asked.length], [1, before_count])
  cli.answers.push('y')
  assert.equal((await cli.run(...pay)).exit, 0)
  const program = await testCli(
    { FLORIN_KEY: 'sk_live_abcdefghijkl', FLORIN_URL: server.url },
    { is_alone: true },
  )
  const refused = await program.run(...pay)
  assert.deepEqual([refused.exit, refused.err.includes('add --yes')], [2, true])
  assert.equal((await program.run(...pay, '--yes')).exit, 0)
  assert.equal((await program.run('customers', 'create', '--name', 'Anna')).exit, 0)
  assert.equal(asked.length, before_count + 3)
})

test('a list is read page after page, as far as it was asked for', async () => {
  const row = (at: number) => ({
    id: `cus_${at}`,
    name: 'Anna',
    metadata: {},
    created_at: '2026-11-21T02:46:00.000000Z',
  })
  const page = (from: number, next_cursor: string | null) => ({
    data: Array.from({ length: 100 }, (_, at) => row(from + at)),
    has_more: next_cursor !== null,
    next_cursor,
  })
  reply('GET /v1/customers?limit=100', page(0, 'c1'))
  reply('GET /v1/customers?limit=100&cursor=c1', page(100, null))
  reply('GET /v1/customers?limit=20', { ...page(0, 'c1'), data: page(0, 'c1').data.slice(0, 21) })
  const cli = await signedIn()
  assert.equal(
    (JSON.parse((await cli.run('customers', 'list', '--all', '--json')).out) as unknown[]).length,
    200,
  )
  assert.equal((await cli.run('customers', 'list', '--limit', '150')).out.split('\n').length, 151)
  const short = await cli.run('customers', 'list')
  assert.deepEqual([short.out.split('\n').length, short.err.includes('There are more')], [21, true])
})

test('a file goes to standard output as it is, or where --output says', async () => {
  const csv = 'date,amount\r\n2026-11-21,10.50\r\n'
  replies.set('GET /v1/ledger/accounts/acc_1/statement?format=csv', {
    type: 'text/csv; charset=utf-8',
    text: csv,
  })
  const cli = await signedIn()
  const args = ['ledger', 'accounts', 'statement', 'acc_1', '--format', 'csv']
  assert.equal((await cli.run(...args)).out, csv.replace(/\n$/, ''))
  const file = join(cli.folder, 'out.csv')
  assert.match((await cli.run(...args, '--output', file)).err, /out\.csv: 31 bytes/)
  assert.equal(await readFile(file, 'utf8'), csv)
  assert.equal((await cli.run(...args, '--output', join(file, 'none'))).exit, 2)
  reply('GET /v1/ledger/accounts/acc_1/statement', { opening: { value: '100', currency: 'USD' } })
  assert.equal((await cli.run('ledger', 'accounts', 'statement', 'acc_1')).out, 'opening  1.00 USD')
})

test('what the vault alone serves is asked of the vault', async () => {
  const env = {
    FLORIN_KEY: 'sk_test_abcdefghijkl',
    FLORIN_URL: 'http://127.0.0.1:1',
    FLORIN_VAULT_URL: server.url,
  }
  const cli = await testCli(env)
  assert.equal((await cli.run('tokens', 'create', '--card', '{"number":"4242"}')).exit, 0)
  assert.deepEqual(told(), { line: 'POST /v1/tokens', body: { card: { number: '4242' } } })
  const away = await cli.run('tokens', 'get', 'tok_1', '--vault-url', 'http://127.0.0.1:1')
  assert.equal(away.exit, 3)
})

test('an outcome that takes longer than the API holds the line is asked about until it is known', async () => {
  const path = 'POST /v1/payments/pay_9/confirm'
  replies.set(path, {
    status: 202,
    text: JSON.stringify({ id: 'pay_9', status: 'processing' }),
    location: '/v1/payments/pay_9',
  })
  reply('GET /v1/payments/pay_9', { id: 'pay_9', status: 'succeeded' })
  const cli = await signedIn()
  assert.equal((await cli.run('payments', 'confirm', 'pay_9', '--wait', '60')).out, 'pay_9  succeeded')
  assert.match(
    (await cli.run('payments', 'confirm', 'pay_9')).out,
    /`florin payments get pay_9` tells when it is/,
  )
})

test('a refusal names fields as the flags they were written with, and where to read on', async () => {
  const problem = {
    type: 'https://docs.example/errors/invalid_request',
    status: 400,
    code: 'invalid_request',
    title: 'x',
    detail: 'Two fields.',
    errors: [
      { code: 'invalid', param: 'payment_method', detail: 'is unknown' },
      { code: 'invalid', param: 'amount.value', detail: 'is too large' },
    ],
  }
  replies.set('POST /v1/payments', {
    status: 400,
    type: 'application/problem+json',
    text: JSON.stringify(problem),
  })
  const { exit, err } = await (await signedIn()).run('payments', 'create', '--amount', '5 EUR')
  assert.equal(exit, 1)
  assert.match(err, / {2}--payment-method: is unknown\n {2}--amount \(amount\.value\): is too large\n/)
  assert.match(err, /https:\/\/docs\.example\/errors\/invalid_request/)
})

test('a table fits the terminal, keeps ids whole, and lets empty and nested fields go', () => {
  const rows = [
    {
      id: 'pay_0123456789',
      status: 'succeeded',
      amount: { value: '1050', currency: 'USD' },
      note: null,
      risk: { a: 1 },
      reference: 'x'.repeat(60),
    },
  ]
  const wide = rowTable(rows, undefined)
  assert.match(wide[0] ?? '', /^id +status +amount +reference$/)
  assert.match(wide[1] ?? '', /10\.50 USD +x{39}…$/)
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 200 }), (width) => {
      for (const line of rowTable(rows, width)) assert.ok(widthOf(line) <= width, line)
    }),
  )
  assert.deepEqual(rowTable(rows, 30)[0], 'id              status')
})

test('a table of events says what each is about, also on a narrow terminal', () => {
  const id = (kind: string): string => `${kind}_01kdv0000000000000000000g0`
  const created_at = '2026-11-30T12:00:00.000000Z'
  const event = { id: id('evt'), type: 'payment.captured', object_id: id('pay'), sequence: 1, created_at }
  assert.match(rowTable([event], 80)[0] ?? '', /^type +object id +created$/)
  assert.match(
    rowTable([event], 120)[1] ?? '',
    /pay_01kdv0000000000000000000g0 +evt_01kdv0000000000000000000g0/,
  )
  assert.match(rowTable([event], 120)[1] ?? '', /2026-11-30T12:00:00Z/)
  const elsewhere = { ...event, created_at: '2026-11-30T12:00:00+01:00' }
  assert.match(rowTable([elsewhere], 120)[1] ?? '', /2026-11-30T12:00:00\+01:00/)
})

test('a sheet shows every fact once, nested ones below their name', () => {
  const lines = factSheet(
    { id: 'x_1', state: 'open', inner: { a_b: true, list: ['p', 'q'] }, rows: [{ id: 'r' }], none: null },
    80,
  )
  assert.deepEqual(lines, [
    'x_1  open',
    '  inner',
    '    a b   yes',
    '    list  p, q',
    '  rows',
    '    id',
    '    r',
  ])
})

test('the word that was probably meant is named, and nothing is when none is near', () => {
  const words = ['settled', 'failed', 'expired', 'needs_approval']
  assert.equal(nearest('expird', words), 'expired')
  assert.equal(nearest('zzz', words), undefined)
  fc.assert(
    fc.property(fc.constantFrom(...words), (word) => assert.equal(nearest(word.toUpperCase(), words), word)),
  )
})

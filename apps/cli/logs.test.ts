// Goal: whoever follows the request log sees each request once, also one that got there late, and only what was asked for.
// Method: a log in the test that answers as the API does, by the time at which requests came, with pages of a few rows.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { pause, systemRuntime } from '../../sdk/typescript/index.ts'
import { listen } from '../../sdk/typescript/testing.ts'
import { testCli } from './testing.ts'

type Row = { readonly id: string; readonly created_at: string; readonly status: number }
const START_MS = Date.parse('2026-12-01T12:00:00Z')
const PAGE_ROWS = 3
let log: Row[] = []
let asked: URLSearchParams[] = []
let down = 0
let server: Awaited<ReturnType<typeof listen>>
before(async () => {
  server = await listen((request, response) => {
    const query = new URL(request.url ?? '', 'http://log').searchParams
    asked.push(query)
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (down > 0 && down-- > 0) return void say(503, { code: 'down', detail: 'It is down.' })
    const sorted = log.toSorted((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1))
    const first = sorted.findIndex((row) => orderOf(row) === query.get('cursor')) + 1
    const rows = sorted.slice(first, first + PAGE_ROWS)
    const last = rows.at(-1)
    const has_more = first + PAGE_ROWS < sorted.length
    say(200, { data: rows, has_more, next_cursor: has_more && last !== undefined ? orderOf(last) : null })
  })
})
after(() => server.close())
beforeEach(() => {
  log = []
  asked = []
})
const orderOf = ({ created_at, id }: Row): string => `${created_at} ${id}`

/** A request that came so long after the start. */
const came = (id: string, after_ms: number, status = 200) => ({
  id: `req_${id}`,
  created_at: new Date(START_MS + after_ms).toISOString(),
  status,
  method: 'POST',
  path: '/v1/payments',
  error:
    status < 400
      ? null
      : {
          code: 'invalid_request',
          title: '',
          type: '',
          faults: [{ param: 'amount.value', code: 'wrong_form' }],
        },
  object_id: status < 400 ? 'pay_1' : null,
  duration_ms: 41.3,
})
const env = () => ({ FLORIN_KEY: 'sk_test_abcdefghijkl', FLORIN_URL: server.url })
const until = async (isSeen: () => boolean) => {
  while (!isSeen()) await pause(systemRuntime(), 1)
}
/** The log was asked so many times more. */
async function looks(count: number): Promise<void> {
  const before_count = asked.length
  await until(() => asked.length >= before_count + count)
}

test('requests come as lines: when, how they ended, what was asked for and what was wrong with it', async () => {
  log = [came('old', 0)]
  const cli = await testCli(env())
  const running = cli.run('logs', 'tail')
  await looks(2)
  log.push(came('good', 1_000, 201), came('bad', 2_000, 422))
  await until(() => cli.lines.length === 2)
  cli.interrupt()
  const { exit, out, err } = await running
  assert.deepEqual(
    [exit, out.split('\n')],
    [
      0,
      [
        '12:00:01  201  POST /v1/payments  pay_1  41 ms  req_good',
        '12:00:02  422  POST /v1/payments  invalid_request: amount.value  41 ms  req_bad',
      ],
    ],
  )
  assert.match(err, /Ready: requests come from here on/)
})

test('in whatever order the log gets them, none is missing and none comes twice', async () => {
  const arrival = fc.record({ after_ms: fc.nat(40_000), looks: fc.nat(2) })
  await fc.assert(
    fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 25 }), async (arrivals) => {
      log = [came('old', 39_000)]
      const cli = await testCli(env())
      const running = cli.run('logs', 'tail', '--json')
      await looks(2)
      for (const [at, { after_ms, looks: count }] of arrivals.entries()) {
        log.push(came(String(at), after_ms))
        await looks(count)
      }
      await until(() => cli.lines.length >= arrivals.length)
      await looks(2)
      cli.interrupt()
      const ids = (await running).out.split('\n').map((line) => (JSON.parse(line) as Row).id)
      assert.deepEqual(ids.toSorted(), arrivals.map((_, at) => `req_${at}`).toSorted())
    }),
    { numRuns: 20 },
  )
})

test('it begins in the past, oldest first, and a server that is away is waited for', async () => {
  log = [came('1', -7_200_000), ...Array.from({ length: 8 }, (_, at) => came(String(at + 2), at * 1_000))]
  const cli = await testCli(env())
  const running = cli.run('logs', 'tail', '--json', '--since', '2026-12-01T12:00:00Z')
  await until(() => cli.lines.length === 8)
  down = 20
  await until(() => down === 0)
  log.push(came('late', 3_500))
  await until(() => cli.lines.length === 9)
  cli.interrupt()
  const { out, err } = await running
  const ids = out.split('\n').map((line) => (JSON.parse(line) as Row).id)
  assert.deepEqual(
    ids,
    '2 3 4 5 6 7 8 9 late'.split(' ').map((id) => `req_${id}`),
  )
  assert.match(err, /It is down\. It is asked again\./)
})

test('what is filtered by is asked of the API; several statuses are looked at here', async () => {
  const cli = await testCli(env())
  const follow = async (...flags: string[]) => {
    const running = cli.run('logs', 'tail', '--since', '2026-12-01', ...flags)
    await looks(2)
    cli.interrupt()
    return (await running).out.split('\n').map((line) => line.split('  ')[1])
  }
  log = [201, 402, 422, 500].map((status, at) => came(String(at), at, status))
  assert.deepEqual(await follow('--status', '402', '5xx'), ['402', '500'])
  assert.equal(asked.at(-1)?.get('status_class'), null)
  assert.deepEqual(await follow('--status', '402'), ['402'])
  assert.equal(asked.at(-1)?.get('status_class'), '4xx')
  await follow(
    '--operation',
    'payments create',
    '--error',
    'card_declined',
    '--object',
    'pay_1',
    '--actor',
    'key_1',
  )
  const { limit: _limit, cursor: _cursor, ...filters } = Object.fromEntries(asked.at(-1) ?? [])
  assert.deepEqual(filters, {
    operation_id: 'createPayment',
    error_code: 'card_declined',
    object_id: 'pay_1',
    actor_id: 'key_1',
  })
})

test('what is not meant is told before anything is asked', async () => {
  const cli = await testCli(env())
  const status = await cli.run('logs', 'tail', '--status', '4x')
  assert.deepEqual([status.exit, status.err.includes('did you mean “4xx”')], [2, true])
  assert.equal((await cli.run('logs', 'tail', '--since', 'soon')).exit, 2)
  assert.deepEqual(asked, [])
})

test('whoever reads may stop, as head does: the command ends, and nothing is wrong', async () => {
  log = [came('1', 0)]
  const florin = fileURLToPath(new URL('../server/florin.ts', import.meta.url))
  const child = spawn(process.execPath, [florin, 'logs', 'tail', '--since', '2026-12-01'], {
    env: { ...process.env, ...env() },
  })
  let told = ''
  child.stderr.on('data', (text: Buffer) => (told += text.toString()))
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  child.stdout.destroy()
  log.push(came('2', 1_000))
  assert.deepEqual([(await ended)[0], told.includes('EPIPE')], [0, false])
})

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { simWorld } from '../../kernel/world.ts'
import type { DoorAnswer } from '../../platform/http/doors.ts'
import { silentLog } from '../../platform/telemetry/log.ts'
import { createDashboard, type Dashboard } from './dashboard.ts'
import { readDashboard } from './dashboard_files.ts'

const SCRIPT = `export const long = '${'a'.repeat(2_000)}'`
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'florin-dashboard-files-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Florin</title>')
  await writeFile(join(folder, 'assets/abc123.js'), SCRIPT)
  await writeFile(join(folder, 'assets/abc123.js.gz'), gzipSync(SCRIPT))
  await writeFile(join(folder, 'assets/abc123.js.br'), brotliCompressSync(SCRIPT))
})
after(() => rm(folder, { recursive: true, force: true }))

const world = simWorld(7n)
const made = (more: { folder?: string; build?: () => Promise<string> } = {}): Dashboard =>
  createDashboard({ world, log: silentLog, folder: undefined, ...more })

type Headers = Readonly<Record<string, string>>
/** Asks as the edge does: the path behind `/dashboard/` and the headers in lower case. */
function open({ doors }: Dashboard, path: string, headers: Headers = {}): Promise<DoorAnswer> {
  const door = doors[path === '' ? 0 : 1]
  const request = {
    params: { '*': path },
    query: {},
    headers,
    body: '',
    ip: '127.0.0.1',
    request_id: 'req_1',
  }
  return (door as Dashboard['doors'][number]).open(request)
}

test('the shell is asked for anew each time, and answered by 304 when it is the same', async () => {
  const dashboard = made({ folder })
  const shell = await open(dashboard, '')
  assert.equal(shell.status, 200)
  assert.equal(shell.content_type, 'text/html; charset=utf-8')
  assert.equal(shell.headers?.['cache-control'], 'no-cache')
  const etag = shell.headers?.['etag'] ?? ''
  assert.match(etag, /^"[\w-]{27}"$/)
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const again = await open(dashboard, '', { 'if-none-match': known })
    assert.equal(again.status, 304)
    assert.equal(again.body, '')
  }
  assert.equal((await open(dashboard, '', { 'if-none-match': '"x"' })).status, 200)
})

test('every page’s address is answered by the shell, so that links lead into the program', async () => {
  const dashboard = made({ folder })
  const { bytes } = await open(dashboard, '')
  for (const path of ['payments', 'payments/pay_01', 'index.html', '../config.ts', 'a/../../b']) {
    const answer = await open(dashboard, path)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.bytes, bytes, path)
  }
})

test('a file with its hash in the name is kept for ever, in the smallest form the browser takes', async () => {
  const dashboard = made({ folder })
  const forms: [string | undefined, string | undefined][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    [undefined, undefined],
  ]
  for (const [accepted, encoding] of forms) {
    const headers: Headers = accepted === undefined ? {} : { 'accept-encoding': accepted }
    const answer = await open(dashboard, 'assets/abc123.js', headers)
    assert.equal(answer.headers?.['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(answer.headers?.['content-encoding'], encoding, String(accepted))
    assert.equal(answer.headers?.['vary'], 'accept-encoding')
    assert.equal(answer.content_type, 'text/javascript; charset=utf-8')
  }
})

test('a file that is not there is missed, and never the shell under its name', async () => {
  const answer = await open(made({ folder }), 'assets/gone.js')
  assert.equal(answer.status, 404)
  assert.notEqual(answer.content_type, 'text/html; charset=utf-8')
})

test('the content policy allows nothing inline and no other host', async () => {
  const { headers } = await open(made({ folder }), '')
  const policy = headers?.['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe|http:|https:|data:|blob:|\*/)
  assert.equal(headers?.['x-frame-options'], 'DENY')
  assert.equal(headers?.['cross-origin-opener-policy'], 'same-origin')
})

test('whoever opens it while it is built gets it then; it is built once, at the first request', async () => {
  let builds = 0
  let done = (_folder: string): void => undefined
  const dashboard = made({
    build: () => {
      builds += 1
      return new Promise((resolve) => (done = resolve))
    },
  })
  assert.equal(builds, 0)
  const [first, second] = [open(dashboard, 'payments'), open(dashboard, '')]
  done(folder)
  assert.deepEqual([(await first).status, (await second).status, builds], [200, 200, 1])
})

test('where building it takes long, a page says so and looks again', async () => {
  const dashboard = made({ build: () => new Promise(() => undefined) })
  const waiting = open(dashboard, 'payments')
  world.advance(9_999)
  const script = await open(dashboard, 'preparing.js')
  assert.deepEqual([script.status, script.content_type], [200, 'text/javascript; charset=utf-8'])
  assert.match(script.body, /location\.reload\(\)/)
  world.advance(1)
  const { status, body, headers } = await waiting
  assert.equal(status, 503)
  assert.match(body, /src="\/dashboard\/preparing\.js".*is preparing/)
  assert.equal(headers?.['cache-control'], 'no-store')
  assert.equal(headers?.['retry-after'], '1')
  assert.equal((await open(dashboard, '')).status, 503)
})

test('a server that ends keeps nobody waiting', async () => {
  const dashboard = made({ build: () => new Promise(() => undefined) })
  const waiting = open(dashboard, '')
  dashboard.close()
  assert.equal((await waiting).status, 503)
})

test('a while after the start it is built by itself, unless the server has ended', () => {
  let builds = 0
  const build = (): Promise<string> => {
    builds += 1
    return Promise.resolve(folder)
  }
  const [kept, closed] = [made({ build }), made({ build })]
  kept.prepareLater()
  closed.prepareLater()
  closed.close()
  world.advance(10_000)
  assert.equal(builds, 0)
  world.advance(10_000)
  assert.equal(builds, 1)
})

test('what cannot be built is told, and the API is not concerned', async () => {
  const dashboard = made({ build: () => Promise.reject(new Error('no packages')) })
  const { status, body } = await open(dashboard, '')
  assert.equal(status, 503)
  assert.match(String(body), /could not be prepared/)
})

test('a folder without a shell is no dashboard', async () => {
  await assert.rejects(readDashboard(join(folder, 'assets')), /index\.html/)
})

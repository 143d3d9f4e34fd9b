import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { publint } from 'publint'
import { rolldown } from 'rolldown'
import { listen } from '../sdk/typescript/testing.ts'
import { enginesHere } from './sdk_engines.ts'

// Goal: whoever installs the SDK gets what its page promises, on every engine that is there, and not a byte too much.
// Method: it is built, packed and installed by npm into an empty folder, and used there.

/** Minified and gzipped; what was measured stands in the SDK's README. */
const WHOLE_BYTES_MAX = 9_000
const WEBHOOKS_BYTES_MAX = 1_100

const root = fileURLToPath(new URL('../', import.meta.url))
const run = promisify(execFile)
let folder: string
let installed: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'florin-sdk-'))
  const source = join(folder, 'source')
  const user = join(folder, 'user')
  for (const one of [source, user]) await mkdir(one)
  await run(process.execPath, [join(root, 'sdk/typescript/build.mjs'), source])
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: source })
  const alone = ['--ignore-scripts', '--offline', '--no-audit', '--no-fund']
  await run('npm', ['install', ...alone, join(folder, 'florin-sdk-0.1.0.tgz')], { cwd: user })
  installed = join(user, 'node_modules/@florin/sdk')
  await writeFile(join(user, 'sample.mts'), sample)
  await writeFile(join(user, 'sample.mjs'), program)
})
after(() => rm(folder, { recursive: true, force: true }))

const sample = `
import { Florin, ProblemError, verifyWebhook, type Payment, type WebhookEvent } from '@florin/sdk'

const florin = new Florin('sk_test_x', { url: 'http://127.0.0.1:4010', timeout_ms: 5_000 })
export async function pay(): Promise<Payment['status']> {
  try {
    const made = await florin.payments.create({ amount: { value: '1050', currency: 'USD' }, payment_method: 'pm_card_visa' })
    for await (const refund of florin.refunds.list({ payment: made.id })) console.log(refund.status)
    return (await florin.payments.wait(made.id)).status
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'card_declined') return 'declined'
    throw error
  }
}
export const read = async (body: string, headers: Headers): Promise<string> => {
  const event: WebhookEvent = await verifyWebhook(body, headers, 'whsec_x')
  return event.type === 'payment.succeeded' ? event.data.object.amount.currency : event.id
}
// @ts-expect-error a method that no payment has
export const none = florin.payments.eat
`

const program = `
import { Florin, NotFoundError, signatureOf, verifyWebhook } from '@florin/sdk'
const florin = new Florin('sk_test_x', { url: process.argv[2], max_retries: 3 })
const payment = await florin.payments.create({ amount: { value: '1050', currency: 'USD' } })
const rows = []
for await (const { id } of florin.refunds.list()) rows.push(id)
const missing = await florin.payments.get('pay_none').catch((error) => error instanceof NotFoundError && error.request_id)
const secret = 'whsec_' + btoa('a secret of thirty-two bytes or so')
const timestamp = Math.floor(Date.now() / 1000)
const body = JSON.stringify({ type: 'payment.succeeded' })
const event = await verifyWebhook(body, {
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': await signatureOf({ id: 'evt_1', timestamp, body }, secret),
}, secret)
console.log(JSON.stringify([payment.id, rows, missing, event.type]))
`

test('the package is in order: its fields lead to files that are what they say', async () => {
  const { messages } = await publint({ pkgDir: installed, pack: false, strict: true })
  assert.deepEqual(messages, [])
  const text = await readFile(join(installed, 'package.json'), 'utf8')
  const told = JSON.parse(text) as { dependencies?: unknown; sideEffects: unknown; engines: unknown }
  assert.deepEqual([told.dependencies, told.sideEffects, told.engines], [undefined, false, { node: '>=20' }])
  for (const name of ['README.md', 'LICENSE']) assert.ok(existsSync(join(installed, name)), name)
})

/** The programs of the package's own page, each with what it takes for granted. */
async function pageSamples(): Promise<string[]> {
  const page = await readFile(join(installed, 'README.md'), 'utf8')
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text)
  assert.ok(blocks.length >= 5, `${blocks.length} programs`)
  const names = blocks.map((_text, at) => `page_${at}.mts`)
  for (const [at, text] of blocks.entries()) {
    const given = text.includes('new Florin') ? '' : `declare const florin: import('@florin/sdk').Florin\n`
    await writeFile(join(folder, 'user', names[at] ?? ''), `${granted}${given}${text}export {}\n`)
  }
  return names
}
const granted = `declare const [raw_body, request]: [string, Request]
declare const process: { env: { WEBHOOK_SECRET: string } }
declare const number: string
`

test('a strict compiler takes the programs of its page and looks through its types, without types of Node', async () => {
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--skipLibCheck',
    'false',
  ]
  const surroundings = ['--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', '--types', '']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await run(
    process.execPath,
    [tsc, '--noEmit', ...strict, ...surroundings, 'sample.mts', ...(await pageSamples())],
    {
      cwd: join(folder, 'user'),
    },
  ).catch((error: unknown) => assert.fail((error as { stdout: string }).stdout))
})

test('it runs on every engine of this machine', async (t) => {
  let dropped = 0
  const server = await listen(({ method, url = '', socket }, response) => {
    // The first try of each program is cut off.
    if (method === 'POST' && dropped++ % 2 === 0) return void socket.destroy()
    const is_missing = url.includes('pay_none')
    const problem = { code: 'payment_not_found', detail: 'None.' }
    const rows = { data: [{ id: 'ref_1' }], has_more: false, next_cursor: null }
    response.writeHead(is_missing ? 404 : 200, { 'content-type': 'application/json', 'request-id': 'req_1' })
    response.end(JSON.stringify(is_missing ? problem : url.includes('refunds') ? rows : { id: 'pay_1' }))
  })
  const all = (await Promise.all((['node', 'bun', 'deno'] as const).map(enginesHere))).flat()
  for (const { named, ...engine } of all) {
    const printed = await engine.run(join(folder, 'user'), 'sample.mjs', server.url)
    assert.deepEqual(JSON.parse(printed), ['pay_1', ['ref_1'], 'req_1', 'payment.succeeded'], named)
  }
  t.diagnostic(all.map(({ named }) => named).join(', '))
  await server.close()
})

/** What a bundler leaves of a program, minified. */
async function bundled(name: string, text: string): Promise<string> {
  const input = join(folder, 'user', `${name}.mjs`)
  await writeFile(input, text)
  const bundle = await rolldown({ input, platform: 'browser' })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output[0].code
}

test('it stays small, and a program that only reads webhooks is spared the rest', async (t) => {
  const whole = await bundled(
    'whole',
    `import { Florin } from '@florin/sdk'; console.log(new Florin('pk_x'))`,
  )
  const part = await bundled(
    'part',
    `import { verifyWebhook } from '@florin/sdk'; console.log(verifyWebhook)`,
  )
  const [whole_bytes, part_bytes] = [gzipSync(whole).length, gzipSync(part).length]
  t.diagnostic(
    `all: ${whole.length} bytes, ${whole_bytes} gzipped; webhooks alone: ${part.length}, ${part_bytes}`,
  )
  assert.ok(whole_bytes <= WHOLE_BYTES_MAX, `${whole_bytes} bytes`)
  assert.ok(part_bytes <= WEBHOOKS_BYTES_MAX, `${part_bytes} bytes`)
  assert.doesNotMatch(whole, /["']node:|\brequire\(/)
})

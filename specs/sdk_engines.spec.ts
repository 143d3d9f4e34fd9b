import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { present } from '../kernel/assert.ts'
import { Florin } from '../sdk/typescript/index.ts'
import { listen } from '../sdk/typescript/testing.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { type EngineName, enginesHere } from './sdk_engines.ts'

// Goal: a program does the same with the SDK on Node, Bun and Deno: it pays, reads lists, waits, follows, and is told what
// is wrong. Method: the package as it is built, one program, and the whole server; what an engine has to stand are lines
// that are cut, fall silent or are given up.

let server: SandboxApp
let folder: string
before(async () => {
  server = await startSandboxApp()
  folder = await mkdtemp(join(tmpdir(), 'florin-engines-'))
  const built = join(folder, 'node_modules/@florin/sdk')
  await mkdir(built, { recursive: true })
  const build = fileURLToPath(new URL('../sdk/typescript/build.mjs', import.meta.url))
  await promisify(execFile)(process.execPath, [build, built])
  await writeFile(join(folder, 'program.mjs'), program)
  // Deno takes packages from node_modules that a package.json names.
  await writeFile(join(folder, 'package.json'), '{"dependencies": {"@florin/sdk": "0.1.0"}}')
})
after(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

const program = `
import { ConnectionError, DeclinedError, Florin, OutcomeUnknownError, verifyWebhook } from '@florin/sdk'
const { key, url, silent, cut, webhook } = JSON.parse(process.argv[2])
const florin = new Florin(key, { url })
const visa = { amount: { value: '1050', currency: 'USD' }, payment_method: 'pm_card_visa' }
const told = {}

const paid = await florin.payments.create(visa)
told.paid = paid.status
told.declined = await florin.payments
  .create({ ...visa, payment_method: 'pm_card_visa_declined' })
  .catch((error) => error instanceof DeclinedError && error.code)

const made = []
for (let at = 0; at < 5; at++) made.unshift((await florin.customers.create({ name: 'Customer ' + at })).id)
const read = []
for await (const { id } of florin.customers.list({ limit: 2 })) read.push(id)
told.list = made.join() === read.join()
told.pages = 0
for await (const page of florin.customers.list({ limit: 2 }).pages()) told.pages += page.data.length > 0 ? 1 : 0

await florin.sandbox.faults.replace({
  faults: [{ kind: 'answer_lost', acquirer: 'northgate', operation: 'authorize', count: 1 }],
})
const open = await florin.payments.create({ ...visa, three_ds: 'never' }, { wait_s: 0 })
told.open = open.status
told.impatient = await florin.payments.wait(open.id, { timeout_ms: 200 }).catch((error) => error instanceof OutcomeUnknownError)
await florin.sandbox.clock.advance({ by_ms: 300_000 })
told.waited = (await florin.payments.wait(open.id)).status

told.verified = (await verifyWebhook(webhook.body, webhook.headers, webhook.secret)).type
told.forged = await verifyWebhook(webhook.body + ' ', webhook.headers, webhook.secret).catch((error) => error.name)

const reasonOf = (error) => error instanceof ConnectionError && error.reason
const quiet = new Florin(key, { url: silent, timeout_ms: 100, max_retries: 1 })
told.timed_out = await quiet.payments.get('pay_1').catch(reasonOf)
const stop = new AbortController()
setTimeout(() => stop.abort(), 20)
told.aborted = await new Florin(key, { url: silent }).payments.get('pay_1', { signal: stop.signal }).catch(reasonOf)
told.unreachable = await new Florin(key, { url: 'http://127.0.0.1:1', max_retries: 0 }).payments.get('pay_1').catch(reasonOf)
const again = await new Florin(key, { url: cut }).customers.create({ name: 'Once' }).answer()
told.retried = [again.attempts, again.body.name]

const end = new AbortController()
let opened
const is_open = new Promise((resolve) => (opened = resolve))
const stream = florin.events.stream(
  { types: ['customer.updated'] },
  { signal: end.signal, on_state: ({ state }) => state === 'open' && opened() },
)
const next = stream.next()
await is_open
await florin.customers.update(read[0], { name: 'Followed' })
told.followed = (await next).value.data.object.name
end.abort()
told.ended = (await stream.next()).done
console.log(JSON.stringify(told))
`

const expected = {
  paid: 'succeeded',
  declined: 'card_declined',
  list: true,
  pages: 3,
  open: 'processing',
  impatient: true,
  waited: 'succeeded',
  verified: 'payment.succeeded',
  forged: 'SignatureError',
  timed_out: 'timed_out',
  aborted: 'aborted',
  unreachable: 'unreachable',
  retried: [2, 'Once'],
  followed: 'Followed',
  ended: true,
}

/** A webhook as the server sends it, raw. */
async function oneWebhook() {
  let heard: (sent: { body: string; headers: object }) => void = () => undefined
  const told = new Promise<{ body: string; headers: object }>((resolve) => (heard = resolve))
  const receiver = await listen(({ headers }, response, body) => {
    response.writeHead(204).end()
    heard({ body, headers })
  })
  const florin = new Florin(await server.newSandbox(), { url: server.url })
  const endpoint = await florin.webhookEndpoints.create({ url: receiver.url, events: ['payment.succeeded'] })
  await florin.payments.create({ amount: { value: '100', currency: 'USD' }, payment_method: 'pm_card_visa' })
  const sent = await told
  await receiver.close()
  return { ...sent, secret: present(endpoint.secret, 'shown once') }
}

/** In front of the server: the first answer of all is cut off in the middle. */
async function cutting() {
  let is_first = true
  return listen(({ method = '', url = '', headers }, response, body) => {
    const key = String(headers['idempotency-key'])
    const sent = { authorization: headers.authorization ?? '', 'idempotency-key': key }
    void fetch(server.url + url, {
      method,
      headers: { ...sent, 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    }).then(async (reply) => {
      const text = await reply.text()
      response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': text.length })
      if (!is_first) return void response.end(text)
      is_first = false
      response.write(text.slice(0, 10), () => response.destroy())
    })
  })
}

for (const name of ['node', 'bun', 'deno'] as const satisfies readonly EngineName[])
  test(`a program pays, reads, waits, follows and fails on ${name} as it should`, async (t) => {
    const engines = await enginesHere(name)
    if (engines.length === 0) return t.skip(`${name} is not installed`)
    const silent = await listen(() => undefined)
    t.after(() => silent.close())
    for (const { named, ...engine } of engines) {
      const cut = await cutting()
      t.after(() => cut.close())
      const given = { key: await server.newSandbox(), url: server.url, silent: silent.url, cut: cut.url }
      const webhook = await oneWebhook()
      const printed = await engine.run(folder, 'program.mjs', JSON.stringify({ ...given, webhook }))
      assert.deepEqual(JSON.parse(printed), expected, named)
      t.diagnostic(named)
    }
  })

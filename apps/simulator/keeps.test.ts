// Goal: what was answered is kept through a SIGKILL, and outcomes depend on the seed alone, not on the order of calls.
// Method: the program itself is killed under load and started again on its folder; two worlds are asked in two orders.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ironbridge } from '../../connectors/ironbridge/connector.ts'
import { money } from '../../kernel/money.ts'
import { realWorld } from '../../kernel/world.ts'
import type { Authorize } from '../../modules/rails/index.ts'
import { createSender } from '../../platform/outbound/sender.ts'
import type { SimulatorPorts } from './start_simulator.ts'
import { authorize, MERCHANT, openBench, START_AT, TOKEN, withCard } from './testing.ts'

const program = fileURLToPath(new URL('main.ts', import.meta.url))

async function startProgram(folder: string): Promise<{ child: ChildProcess; ports: SimulatorPorts }> {
  const env = { ...process.env, SIMULATOR_PORT: '0', SIMULATOR_FOLDER: folder, SIMULATOR_TOKEN: TOKEN }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8')))
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)))
  })
  return { child, ports: (JSON.parse(line) as { ports: SimulatorPorts }).ports }
}
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => void child.once('exit', () => resolve()))

async function control(ports: SimulatorPorts, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const answer = await fetch(`http://127.0.0.1:${ports.control}/worlds/${MERCHANT}${path}`, {
    method,
    headers,
    ...sent,
  })
  return answer.json()
}

test('killed under load, it has everything that it had answered', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'card-world-'))
  const first = await startProgram(folder)
  await control(first.ports, 'PUT', '', { seed: 'first', api_key: 'key', clock: { frozen_at: START_AT } })
  const sender = createSender({ world: realWorld() })
  const answered: string[] = []
  const send = async (payment: Authorize): Promise<boolean> => {
    const url = `tcp://127.0.0.1:${first.ports.ironbridge}`
    const request = withCard(ironbridge.build({ ...account, url }, payment), '4242424242424242')
    const reply = await sender.send({ url, timeout_ms: 5_000, key_of: keyOf }, request)
    if (reply.kind === 'answered') answered.push(payment.operation_reference)
    if (answered.length === 500) first.child.kill('SIGKILL')
    return reply.kind === 'answered'
  }
  const client = async (): Promise<void> => {
    while (await send(authorize()));
  }
  const isGone = ended(first.child)
  await Promise.all(Array.from({ length: 100 }, client))
  await isGone
  await sender.close()
  assert.ok(answered.length >= 500, `${answered.length} were answered`)
  const second = await startProgram(folder)
  const books = (await control(second.ports, 'GET', '/books')) as {
    authorizations: { operation_reference: string }[]
  }
  const kept = new Set(books.authorizations.map(({ operation_reference }) => operation_reference))
  assert.deepEqual(
    answered.filter((reference) => !kept.has(reference)),
    [],
  )
  second.child.kill('SIGTERM')
  await ended(second.child)
  rmSync(folder, { recursive: true, force: true })
})

const account = {
  id: 'aca_00000000000000000000000000' as never,
  connector: 'ironbridge',
  merchant_number: MERCHANT,
  url: '',
  report_url: '',
  api_key: 'key',
  callback_secrets: [],
  callback_url: '',
}
const keyOf = ironbridge.key_of ?? (() => undefined)

/** Luhn-valid numbers of ordinary cards. */
function numberOf(index: number): string {
  const body = `${index % 2 === 0 ? '45320' : '52750'}${String(index * 7_919).padStart(10, '0')}`
  let sum = 0
  for (let place = 0; place < body.length; place++) {
    const digit = Number(body.at(-1 - place))
    const doubled = digit * 2
    sum += place % 2 === 1 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return `${body}${(10 - (sum % 10)) % 10}`
}

test('the same seed gives the same outcomes in any order; ordinary cards are declined now and then', async () => {
  const payments = Array.from({ length: 600 }, (_, index) => ({
    payment: authorize({ amount: money(BigInt(500 + index * 10), 'EUR') }),
    number: numberOf(index),
  }))
  const ask = async (order: typeof payments): Promise<Map<string, string>> => {
    const bench = await openBench()
    const said = await Promise.all(
      order.map(async ({ payment, number }) => {
        const outcome = await bench.call('ironbridge', payment, number)
        const code = outcome.kind === 'declined' ? outcome.network_code : ''
        return [payment.operation_reference, `${outcome.kind} ${code}`] as const
      }),
    )
    await bench.close()
    return new Map(said)
  }
  const first = await ask(payments)
  const second = await ask(payments.toReversed())
  for (const [reference, outcome] of first) assert.equal(second.get(reference), outcome)
  const declined = [...first.values()].filter((outcome) => outcome.startsWith('declined'))
  assert.ok(declined.length >= 10 && declined.length <= 90, `${declined.length} of 600 were declined`)
  assert.ok(new Set(declined).size >= 3, `declined with ${[...new Set(declined)].join(', ')}`)
})

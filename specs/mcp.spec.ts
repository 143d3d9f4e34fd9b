// Goal: an assistant's program reaches Florin over `florin mcp` as it is started from its configuration, in either revision of the
// protocol, with the rights of its key and no more.
// Method: the protocol's own client, or bare bytes, against the real command in a process of its own, against the real server.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Client, type Progress, type RequestOptions } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { present } from '../kernel/assert.ts'
import { blocksFor } from './document_blocks.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop } from './sandbox_shop.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const program = `${root}apps/server/florin.ts`
let api: SandboxApp
let key = ''
before(async () => {
  api = await startSandboxApp()
  key = await api.newSandbox()
})
after(() => api?.close())

const env = (own: string) => ({ PATH: process.env['PATH'] ?? '', FLORIN_URL: api.url, FLORIN_KEY: own })

/** A program that speaks as those of 2025 do, or the revision of 2026 and nothing else. */
async function connect(
  own: string,
  revision: '2025' | '2026',
  flags: readonly string[] = [],
): Promise<Client> {
  const mode = revision === '2025' ? 'legacy' : ({ pin: '2026-07-28' } as const)
  const client = new Client({ name: 'spec', version: '1.0.0' }, { versionNegotiation: { mode } })
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program, 'mcp', ...flags], env: env(own) }),
  )
  return client
}

type Body = Json & {
  readonly id: string
  readonly data: readonly Json[]
  readonly next_cursor: string | null
}
async function call(client: Client, name: string, given: Json = {}): Promise<Body> {
  const { isError, content, structuredContent } = await client.callTool({ name, arguments: given })
  assert.notEqual(isError, true, JSON.stringify(content))
  return (structuredContent as { readonly body: Body }).body
}
const refusalOf = async (client: Client, name: string, given: Json = {}): Promise<string> => {
  const { isError, content } = await client.callTool({ name, arguments: given })
  assert.equal(isError, true, name)
  return JSON.stringify(content)
}
const pay = (reference: string, payment_method = 'pm_card_visa'): Json => ({
  operation: 'payments create',
  body: { amount: { value: '1050', currency: 'USD' }, payment_method, reference },
})

/** The configuration that the guide shows, with the reader's own path, address and key. */
function configured(own: string) {
  const [block] = [...blocksFor('specs/mcp.spec.ts').values()].flat()
  const shown = present(block, 'the configuration')
    .text.replace('/path/to/florin/', root)
    .replace('http://127.0.0.1:4010', api.url)
    .replace('rk_test_…', own)
  type Entry = { command: string; args: string[]; env: Record<string, string> }
  const { mcpServers } = JSON.parse(shown) as { mcpServers: { florin: Entry } }
  const { command, args, env: given } = mcpServers.florin
  // A program gives what it starts its own path, so that `node` is found.
  const path = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`
  return { command, args, env: { HOME: process.env['HOME'] ?? '', ...given, PATH: path } }
}

test('a program of 2025 finds its way, pays in the sandbox, reads page by page and proves the books', async () => {
  const client = new Client({ name: 'spec', version: '1.0.0' })
  await client.connect(new StdioClientTransport(configured(key)))
  assert.match(present(client.getInstructions(), 'instructions'), /do not do it/)
  assert.equal(client.getServerCapabilities()?.tools?.listChanged, false, 'it promises no news')
  const { tools } = await client.listTools()
  const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)
  assert.deepEqual(
    changing.map(({ name, annotations }) => [name, annotations?.destructiveHint]),
    [['write_in_sandbox', true]],
  )
  const older = await call(client, 'write_in_sandbox', pay('one'))
  const newer = await call(client, 'write_in_sandbox', pay('two'))
  const first = await call(client, 'list_payments', { limit: 1 })
  const cursor = present(first.next_cursor, 'a cursor')
  const second = await call(client, 'list_payments', { limit: 1, cursor })
  assert.deepEqual([first.data[0]?.['id'], second.data[0]?.['id']], [newer.id, older.id])
  assert.deepEqual(first.data[0]?.['amount'], { value: '1050', currency: 'USD' })
  const declined = pay('three', 'pm_card_visa_declined')
  assert.match(await refusalOf(client, 'write_in_sandbox', declined), /decline_code/)
  assert.equal((await call(client, 'prove_ledger'))['holds'], true)
  await client.close()
})

test('a program of 2026 does the same, and shows documents, codes and prompts where it can', async () => {
  const client = await connect(key, '2026')
  await call(client, 'write_in_sandbox', pay('four'))
  assert.equal((await call(client, 'list_payments', { reference: 'four' })).data.length, 1)
  const { resources } = await client.listResources()
  assert.ok(resources.some(({ uri }) => uri === 'florin://docs/glossary'))
  const textAt = async (uri: string) => {
    const [content] = (await client.readResource({ uri })).contents
    return content !== undefined && 'text' in content ? content.text : ''
  }
  assert.match(await textAt('florin://docs/start/checklist'), /^# /)
  assert.match(await textAt('florin://errors/idempotency_mismatch'), /What to do/)
  await assert.rejects(textAt('florin://docs/../v1/tenant'))
  const found = await client.callTool({ name: 'search_docs', arguments: { query: 'R01' } })
  assert.match(JSON.stringify(found.structuredContent), /guides\/ach/)
  const known = new Set((await client.listTools()).tools.map(({ name }) => name))
  for (const { name, arguments: takes = [] } of (await client.listPrompts()).prompts) {
    const given = Object.fromEntries(takes.map((one) => [one.name, 'pay_1']))
    const text = JSON.stringify((await client.getPrompt({ name, arguments: given })).messages)
    const named = [...text.matchAll(/\b((?:list|get|prove|search|read|explain)_[a-z_]+)\b/g)]
    assert.ok(named.length > 0, name)
    for (const [, tool = ''] of named) assert.ok(known.has(tool), `${name} names ${tool}`)
  }
  await client.close()
})

for (const revision of ['2025', '2026'] as const)
  test(`a program of ${revision} that waits for an outcome hears that it is waited for, and may give it up`, async () => {
    const shop = openShop(api)
    const own = await shop.frozen()
    const lost = { kind: 'answer_lost', acquirer: 'northgate', operation: 'authorize', count: 2 }
    await api.call('PUT', '/v1/sandbox/faults', { faults: [lost] }, own)
    const client = await connect(own, revision)
    const wait = (reference: string, options: RequestOptions) => {
      const given = { ...pay(reference), wait_s: 30 }
      return client.callTool({ name: 'write_in_sandbox', arguments: given }, options)
    }
    const stop = new AbortController()
    const onprogress = () => stop.abort('enough')
    await assert.rejects(wait('given-up', { onprogress, signal: stop.signal }), /enough/)
    const [step, heard] = [Promise.withResolvers<number>(), (one: Progress) => step.resolve(one.progress)]
    const waiting = wait('waited-for', { onprogress: heard })
    assert.ok((await step.promise) > 0)
    await shop.goForward({ by_ms: 300_000 }, own)
    const { structuredContent } = await waiting
    assert.match(JSON.stringify(structuredContent), /"status":"succeeded"/)
    await client.close()
  })

test('a restricted key offers what it may, names who it is, and leaves its trail as any client does', async () => {
  const scopes = ['access.tenant:read', 'ledger.accounts:read', 'sandbox:write', 'audit.events:read']
  const kind = { kind: 'restricted', name: 'Assistant', scopes }
  const restricted = (await api.call<{ id: string; secret: string }>('POST', '/v1/api-keys', kind, key)).body
  const client = await connect(restricted.secret, '2025', ['--scopes', 'ledger.accounts:read,sandbox:write'])
  const names = (await client.listTools()).tools.map(({ name }) => name)
  assert.ok(names.includes('read') && names.includes('write_in_sandbox') && !names.includes('list_payments'))
  assert.match(await refusalOf(client, 'read', { operation: 'payments list' }), /payments:read/)
  assert.match(await refusalOf(client, 'read', { operation: 'audit-events list' }), /is not offered here/)
  assert.ok((await call(client, 'read', { operation: 'ledger accounts list' })).data.length > 0)
  await call(client, 'write_in_sandbox', { operation: 'sandbox clock freeze' })
  await client.close()
  const trail = `/v1/audit-events?actor_id=${restricted.id}`
  const { body } = await api.call<{ data: readonly Json[] }>('GET', trail, undefined, key)
  assert.ok(body.data.length > 0, 'the trail names the key')
})

test('a live tenant is read, and a change that is called by name is refused', async () => {
  const client = await connect(api.live_key, '2025')
  const names = (await client.listTools()).tools.map(({ name }) => name)
  assert.ok(names.includes('list_payments') && !names.includes('write_in_sandbox'))
  assert.deepEqual((await call(client, 'list_payments')).data, [])
  assert.match(await refusalOf(client, 'write_in_sandbox', pay('live')), /is a live tenant/)
  await client.close()
})

type Paid = { readonly body: Body; readonly is_replayed: boolean }
/** The command as a process whose bytes the test sees. */
const start = (own: string) =>
  spawn(process.execPath, [program, 'mcp'], { env: env(own), stdio: ['pipe', 'pipe', 'pipe'] })

test('nothing but the protocol is written, a repeated JSON-RPC id pays once, and the program ends with its input', async () => {
  const child = start(key)
  const lines: Json[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (text) => lines.push(JSON.parse(text) as Json))
  const opening = {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'spec', version: '1' },
  }
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const answers = async (count: number): Promise<void> => {
    while (lines.length < count) await once(reader, 'line')
  }
  send({ id: 0, method: 'initialize', params: opening })
  await answers(1)
  send({ method: 'notifications/initialized' })
  child.stdin.write('this is no JSON\n{"jsonrpc":"2.0"}\n[]\n')
  const params = { name: 'write_in_sandbox', arguments: pay('once') }
  send({ id: 7, method: 'tools/call', params })
  await answers(2)
  send({ id: 7, method: 'tools/call', params })
  await answers(3)
  const [one, two] = lines
    .slice(1)
    .map(({ result }) => (result as { structuredContent: Paid }).structuredContent)
  assert.equal(one?.body.id, two?.body.id)
  assert.deepEqual([one?.is_replayed, two?.is_replayed], [false, true])
  child.stdin.end()
  const [code] = (await once(child, 'exit')) as [number]
  assert.equal(code, 0)
})

test('a key that may not ask whose it is ends the program with a sentence and no protocol', async () => {
  const kind = { kind: 'restricted', name: 'Blind', scopes: ['payments:read'] }
  const blind = (await api.call<{ secret: string }>('POST', '/v1/api-keys', kind, key)).body.secret
  const child = start(blind)
  let [out, err] = ['', '']
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => (err += part.toString()))
  const [code] = (await once(child, 'close')) as [number]
  assert.deepEqual([code, out], [4, ''])
  assert.match(err, /access\.tenant:read/)
})

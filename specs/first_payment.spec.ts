import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { present } from '../kernel/assert.ts'
import { until } from '../platform/db/trial/holder.ts'
import { blocksFor, type DocBlock } from './document_blocks.ts'
import { type Banner, launcher, type NpmStart, quietPort, start } from './npm_start.ts'
import { openTerminal, type Terminal } from './guide_terminal.ts'
import { fits, shownAnswer } from './shown_answers.ts'

// Goal: somebody who has never seen Florin pastes the commands of the guide, one after the other, and all of them work.
// Method: the real server in a program of its own; a shell that is given the blocks in order; the ports and the key are
// those of this run. Webhooks are verified by the guide's receiver, with each library that the guide names.

const root = fileURLToPath(new URL('../', import.meta.url))
const guide = [...(blocksFor('specs/first_payment.spec.ts').values().next().value ?? [])]
const LIBRARIES = ['svix', 'sdk'] as const

let folder = ''
let running: NpmStart
let banner: Banner
let terminal: Terminal
let ports: { readonly receiver: string; readonly svix: string; readonly sdk: string }
const programs: ChildProcess[] = []

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-guide-'))
  for (const name of ['node_modules', 'sdk', 'tools', 'package.json'])
    symlinkSync(join(root, name), join(folder, name))
  running = start({ FLORIN_DATA_DIR: join(folder, 'home'), PORT: await quietPort() })
  banner = await running.up()
  ports = { receiver: await quietPort(), svix: await quietPort(), sdk: await quietPort() }
  terminal = openTerminal(folder)
})
after(async () => {
  for (const program of programs) program.kill('SIGTERM')
  await terminal.close()
  if (!running.isOver()) await running.end(() => process.kill(running.pid, 'SIGTERM'))
  rmSync(folder, { recursive: true, force: true })
})

/** The block as this run needs it: its ports, its key, its secret. */
const own = (text: string): string =>
  text
    .replaceAll('127.0.0.1:4010', new URL(banner.url).host)
    .replaceAll('127.0.0.1:4011', `127.0.0.1:${Number(new URL(banner.url).port) + 1}`)
    .replaceAll(/\b4100\b/g, ports.receiver)
    .replaceAll('sk_test_…', banner.key)
    .replaceAll('whsec_…', terminal.found(/whsec_[A-Za-z0-9+/=]+/))

const has = (text: string) => (block: DocBlock) => block.text.includes(text)
/** Pastes all blocks of the main terminal up to and with the first that has this text, and gives the last answer. */
async function pasteUntil(text: string): Promise<string> {
  const end = guide.findIndex(has(text))
  assert.ok(end >= 0, `the guide has no block with ${text}`)
  let said = ''
  for (const block of guide.splice(0, end + 1)) {
    if (block.language !== 'sh' || block.mark === 'terminal') continue
    said = await terminal.paste(own(block.text))
    for (const word of block.mark === 'answers' ? wordsOf(block.value) : [])
      assert.ok(said.includes(asShown(word)), `${word} is not in what\n${block.text}\nsaid: ${said}`)
  }
  return said
}

/** `verified: payment.succeeded` is one text; other words stand for themselves. */
const wordsOf = (value: string): string[] => value.split(/(?<!:) /)
/** A status as the terminal shows it; everything else stands for itself. */
const asShown = (word: string): string => (/^\d{3}$/.test(word) ? `HTTP ${word}` : word)
const jsonIn = (said: string): string => /^\{.*\}/m.exec(said)?.[0] ?? said

/** The guide's receiver with another library, on another port. */
function receive(library: (typeof LIBRARIES)[number], lines: string, secret: string): { text(): string } {
  const theirs = readFileSync(join(folder, '.florin/receiver.mjs'), 'utf8')
    .replace(/^import \{ Webhook \} .*$/m, lines.trim())
    .replace(/^const webhook = new .*$/m, (line) => (lines.includes('const webhook') ? '' : line))
    .replaceAll(ports.receiver, ports[library])
  const file = join(folder, `.florin/receiver_${library}.mjs`)
  writeFileSync(file, theirs)
  return watch(spawn(process.execPath, [file], { env: { ...process.env, WEBHOOK_SECRET: secret } }))
}

function watch(child: ChildProcess): { text(): string } {
  programs.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (more: Buffer) => (text += more.toString()))
  return { text: () => text }
}

const linesFor = (library: string): string =>
  guide.find(({ mark, value }) => mark === 'receiver' && value === library)?.text ?? ''

test('a first payment, the same answer for the same key, and a decline with its advice', async () => {
  const first = guide.find(has('guide-order-1'))?.text ?? ''
  const said = await pasteUntil('guide-order-1')
  assert.equal(jsonIn(await terminal.paste(first)), jsonIn(said), 'the same key is answered the same')
  const declined: unknown = JSON.parse(jsonIn(await pasteUntil('guide-order-2')))
  const shown = present(
    guide.find(({ language }) => language === 'json'),
    'the answer as the guide shows it',
  )
  assert.ok(
    fits(shownAnswer(shown.text), declined),
    `${shown.page}:${shown.line} is not like ${JSON.stringify(declined)}`,
  )
})

test('a payment that needs its cardholder says which page to send them to', async () => {
  const said = await pasteUntil('guide-order-3')
  const { next_action } = JSON.parse(jsonIn(said)) as { next_action: { url: string } }
  const page = await fetch(next_action.url)
  assert.equal(page.status, 200)
})

test('a card number becomes a token; what is authorised is captured in part and refunded in part; the books show it', async () => {
  const said = await pasteUntil('/v1/tokens')
  assert.match(said, /^tok_/m)
  const balance = await pasteUntil('/balance')
  // 10.50 of the first payment, and 180.00 less 25.00 of the room.
  assert.match(balance, /"pending":\{"value":"16550","currency":"USD"\}/)
  await pasteUntil('/v1/ledger/proof')
})

test('a webhook is verified with standardwebhooks, with svix and with the SDK, and a wrong secret is refused', async () => {
  await pasteUntil('guide-endpoint-1')
  const others = [linesFor('svix'), linesFor('sdk')] as const
  await pasteUntil('.florin/receiver.mjs <<')
  const secrets = await Promise.all(LIBRARIES.map(registered))
  const [svix, sdk] = LIBRARIES.map((library, at) => receive(library, others[at] ?? '', secrets[at] ?? ''))
  await until('the receivers', () => [svix, sdk].every((one) => one?.text().includes('waiting') === true))
  await pasteUntil('guide-order-5')
  for (const one of [svix, sdk])
    await until(`${one?.text()}`, () => one?.text().includes('verified: payment.succeeded pay_') === true)
  const forged = await fetch(`http://127.0.0.1:${ports.svix}/webhooks`, { method: 'POST', body: '{}' })
  assert.equal(forged.status, 400)
})

test('florin listen forwards, signed with the receiver’s secret, and the list has every event', async () => {
  const listen = guide.find(({ mark, value }) => mark === 'terminal' && value === 'listen')
  assert.ok(listen !== undefined, 'the guide listens')
  const words = own(listen.text)
    .trim()
    .replace('npm run florin --', `"${process.execPath}" "${launcher}" florin`)
  const shown = watch(
    spawn('bash', ['-c', `exec env ${words}`], {
      cwd: folder,
      env: { ...process.env, XDG_CONFIG_HOME: folder },
    }),
  )
  await until('listen to be ready', () => shown.text().includes('Ready'))
  await pasteUntil('guide-order-6')
  await until('it to be taken', () => /payment\.succeeded {2}pay_\S+ .*→ 204/.test(shown.text()))
  await pasteUntil('object_id=')
})

async function registered(library: (typeof LIBRARIES)[number]): Promise<string> {
  const answer = await fetch(`${banner.url}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${banner.key}`,
      'content-type': 'application/json',
      'idempotency-key': `spec-${library}`,
    },
    body: JSON.stringify({ url: `http://127.0.0.1:${ports[library]}/webhooks`, events: ['payment.*'] }),
  })
  assert.equal(answer.status, 201)
  return ((await answer.json()) as { secret: string }).secret
}

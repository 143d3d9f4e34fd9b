// Goal: whoever pastes a command of the README, a guide or a playbook sees what the page says.
// Method: the real server, started as the README says; a shell of its own for each page, which is given the page's blocks in
// order, with the ports, the key and the ids of this run. What a page shows as output is compared with what was printed.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { present } from '../kernel/assert.ts'
import { until } from '../platform/db/trial/holder.ts'
import { blocksFor, type DocBlock, root } from './document_blocks.ts'
import { type Banner, launcher, type NpmStart, quietPort, start } from './npm_start.ts'
import { runCliPage } from './pasted_cli.ts'
import { bindBankAccount } from './pasted_givens.ts'
import { faultsOf, hasLines, isThere, pasteAll, type Pasted, programsIn } from './pasted_shell.ts'

const CLI_PAGE = 'docs/guides/cli.md'
const CHECKPOINTS = 'docs/playbooks/key-leaked.md'
const taken = blocksFor('specs/pasted.spec.ts')
/** One playbook keeps a checkpoint that another one takes. */
const pages = [...taken]
  .filter(([page]) => page !== CLI_PAGE)
  .sort(([a], [b]) => Number(b === CHECKPOINTS) - Number(a === CHECKPOINTS))

let folder = ''
let running: NpmStart
let banner: Banner
let receiver_port = ''
let env: Record<string, string>
const ids = new Map<string, string>()
/** Other terminals than the one in which the reader works. */
const terminals = new Map<string, () => string>()
const programs: ChildProcess[] = []
let calls = 0

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'florin-pasted-'))
  for (const name of ['node_modules', 'sdk', 'tools', 'package.json', 'docs', 'fixtures'])
    symlinkSync(join(root, name), join(folder, name))
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'xsd'))
  symlinkSync(launcher, join(folder, 'bin/florin'))
  const home = { FLORIN_DATA_DIR: join(folder, 'home'), PORT: await quietPort() }
  running = start(home)
  banner = await running.up()
  receiver_port = await quietPort()
  terminals.set('server', () => running.text())
  env = {
    ...home,
    XDG_CONFIG_HOME: folder,
    FLORIN_URL: banner.url,
    FLORIN_KEY: banner.key,
    URL: banner.url,
    KEY: banner.key,
  }
  env['DATABASE_URL'] = await databaseUrl()
  await givens()
})
after(async () => {
  for (const program of programs) program.kill('SIGTERM')
  if (!running.isOver()) await running.end(() => process.kill(running.pid, 'SIGTERM'))
  rmSync(folder, { recursive: true, force: true })
})

/** As the playbooks' first page says it. */
async function databaseUrl(): Promise<string> {
  const page = present(taken.get('docs/playbooks/0-readme.md'), 'the playbooks')
  const block = present(
    page.find(({ text }) => text.includes('DATABASE_URL=')),
    'the block',
  )
  const [said] = await pasteAll([`${block.text}\necho "$DATABASE_URL"`], { folder, env })
  return present(said, 'an address').said.trim()
}

const send = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${banner.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${banner.key}`,
      'content-type': 'application/json',
      'idempotency-key': `pasted-${++calls}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function call(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = await send(method, path, body)
  const said = (await answer.json()) as Readonly<Record<string, unknown>>
  assert.ok(answer.ok, `${path}: ${JSON.stringify(said)}`)
  return said
}

async function read(path: string): Promise<string> {
  const answer = await fetch(`${banner.url}${path}`, { headers: { authorization: `Bearer ${banner.key}` } })
  return answer.text()
}

const newKey = async (): Promise<string> =>
  String((await call('POST', '/v1/api-keys', { kind: 'secret', name: 'Spec' }))['id'])

/** What playbooks speak of: a bank account that is bound, a line and a transfer that differ, a tenant with a trail. */
async function givens(): Promise<void> {
  for (const [name, id] of Object.entries(await bindBankAccount(call, read))) ids.set(name, id)
  const commands = ['florin tenant list', 'florin tenant create --name Live --mode live']
  const [listed, created] = await pasteAll(commands, { folder, env })
  ids.set('tenant', present(/\d+/.exec(listed?.said ?? '')?.[0], 'the number of the tenant'))
  ids.set('live', present(/sk_live_\w+/.exec(created?.said ?? '')?.[0], 'the key of a live tenant'))
}

/** A text with the addresses and the key of this run. */
function addressed(text: string): string {
  const { port, host } = new URL(banner.url)
  return text
    .replaceAll('127.0.0.1:4010', host)
    .replaceAll('127.0.0.1:4011', `127.0.0.1:${Number(port) + 1}`)
    .replaceAll('4100', receiver_port)
    .replaceAll(/\bsk_(test_)?…/g, banner.key)
}

/** A command as this run needs it: also its ids, and the command that npm would run. */
const own = ({ text }: DocBlock, key_id: string): string =>
  addressed(text)
    .replaceAll('npm run florin --', 'florin')
    .replaceAll(/\bnpm run demo\b/g, `node ${launcher} demo --rows 3`)
    .replaceAll('sk_live_…', ids.get('live') ?? '')
    .replaceAll('key_…', key_id)
    .replaceAll('--tenant 42', `--tenant ${ids.get('tenant')}`)
    .replaceAll('"line": 3', '"line": 1')
    .replaceAll(/\b([a-z]{3})_…/g, (_, prefix: string) => present(ids.get(prefix), prefix))

/** Blocks for other terminals, and what is shown of them, are not for this shell. */
const isPasted = ({ language, mark }: DocBlock): boolean =>
  language === 'sh' && !['terminal', 'elsewhere', 'needs'].includes(mark ?? '')

/** Why a block cannot be run on this machine; then its shell and its options are looked at. */
function lacks({ text }: DocBlock): string | undefined {
  const missing = programsIn(text).filter((program) => !isThere(program))
  if (missing.length > 0) return `${missing.join(', ')} not installed`
  return /\bpg_dump\b/.test(text) && !canDump() ? 'pg_dump is older than the server' : undefined
}
function canDump(): boolean {
  const { status } = spawnSync('pg_dump', ['--schema-only', '--file=/dev/null', env['DATABASE_URL'] ?? ''])
  return status === 0
}

const allowed = ({ mark, value }: DocBlock, name: string): number[] | undefined =>
  mark === name ? value.split(' or ').map(Number) : undefined

function judge(block: DocBlock, { said, exit }: Pasted): void {
  const at = `${block.page}:${block.line}\n${block.text}\nsaid: ${said}`
  assert.ok((allowed(block, 'ends') ?? [0]).includes(exit), `${at}\nand ended with ${exit}`)
  const statuses = [...said.matchAll(/^HTTP (\d+)$/gm)].map(([, status]) => Number(status))
  const good = allowed(block, 'answers') ?? [200, 201, 202, 204]
  assert.deepEqual(
    statuses.filter((status) => !good.includes(status)),
    [],
    at,
  )
}

async function paste(t: TestContext, page: string, blocks: readonly DocBlock[]): Promise<void> {
  const shell = blocks.filter(isPasted)
  const keys = await Promise.all(shell.map(async ({ text }) => (text.includes('key_…') ? newKey() : '')))
  const why = shell.map(lacks)
  const said = await pasteAll(
    shell.map((block, at) => (why[at] === undefined ? own(block, keys[at] ?? '') : ':')),
    {
      folder: page.includes('schema-newer') ? editedTree() : folder,
      env,
    },
  )
  shell.forEach((block, at) => {
    if (why[at] === undefined) return judge(block, present(said[at], 'an end'))
    t.diagnostic(`${block.page}:${block.line} is only checked: ${why[at]}`)
    assert.deepEqual(faultsOf(block.text), [], `${block.page}:${block.line}`)
  })
  for (const block of blocks.filter(({ language, mark }) => language === 'text' && mark !== 'prints')) {
    const command = shell.findLastIndex(({ line }) => line < block.line)
    const printed = said[command]?.said ?? ''
    assert.equal(hasLines(printed, addressed(block.text)), undefined, `${page}:${block.line}\n${printed}`)
  }
}

/** A working copy in which a migration was edited after it ran. */
function editedTree(): string {
  const tree = join(folder, 'tree')
  for (const name of ['platform/sql', 'modules/ledger/sql'])
    cpSync(join(root, name), join(tree, name), { recursive: true })
  mkdirSync(join(tree, 'bin'))
  const who = ['-c', 'user.name=Spec', '-c', 'user.email=spec@example.com']
  for (const words of [
    ['init', '-q'],
    ['add', '.'],
    [...who, 'commit', '-qm', 'As released'],
  ])
    spawnSync('git', words, { cwd: tree })
  return tree
}

for (const [page, blocks] of pages.filter(([, some]) => some.some(isPasted)))
  test(`${page}: ${blocks.filter(isPasted).length} blocks for the shell`, (t) => paste(t, page, blocks))

test('the README’s other terminals: a server, and a receiver that verifies what the pasted curl leads to', async () => {
  const blocks = pages
    .flatMap(([, some]) => some)
    .filter(({ mark }) => mark === 'terminal' || mark === 'prints')
  const [server, receiver] = ['server', 'receiver'].map((name) =>
    present(
      blocks.find(({ mark, value, page }) => mark === 'terminal' && value === name && page === 'README.md'),
      name,
    ),
  )
  assert.equal(server?.text, 'npm start\n')
  const words = `${own(present(receiver, 'a block'), '').trim()} ${receiver_port}`
  const child = spawn('bash', ['-c', `exec env ${words}`], {
    cwd: root,
    env: { ...process.env, FLORIN_URL: banner.url },
  })
  programs.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (more: Buffer) => (text += more.toString()))
  terminals.set('receiver', () => text)
  await until('the receiver', () => text !== '')
  assert.match(text, /waiting/)
  const [paid] = await pasteAll([banner.curl], { folder, env })
  assert.match(present(paid, 'a payment').said, /HTTP 201/)
  await until(text, () => text.includes('verified: payment.succeeded'))
  for (const block of blocks.filter(({ mark }) => mark === 'prints')) {
    const printed = present(terminals.get(block.value), block.value)()
    assert.equal(
      hasLines(printed, addressed(block.text)),
      undefined,
      `${block.page}:${block.line}\n${printed}`,
    )
  }
})

test(`${CLI_PAGE}: every line is a command that works`, async () => {
  const [first] = (await call('GET', '/v1/events?limit=1'))['data'] as readonly { readonly id: string }[]
  const first_event = present(first, 'an event').id
  // What the page looks for among the requests.
  const amount = { value: '1050', currency: 'USD' }
  const declined = await send('POST', '/v1/payments', { amount, payment_method: 'pm_card_visa_declined' })
  assert.equal(declined.status, 402)
  await runCliPage(present(taken.get(CLI_PAGE), 'blocks'), { url: banner.url, key: banner.key, first_event })
})

test('a block that another file runs stands there as the page says it', () => {
  const blocks = pages.flatMap(([, some]) => some).filter(({ mark }) => mark === 'elsewhere')
  assert.ok(blocks.length > 0)
  for (const { text, value } of blocks)
    assert.ok(readFileSync(join(root, value), 'utf8').includes(text.trim()), `${value} runs ${text}`)
})

test('what is shown needs to be there: a line that was not printed, or printed too early, is missed', () => {
  assert.equal(hasLines('a 1\nb\n', 'a …\nb\n'), undefined)
  assert.equal(hasLines('b\na 1\n', 'a …\nb\n'), 'b')
  assert.deepEqual(faultsOf('git --no-pager status | cat'), [])
  assert.notDeepEqual(faultsOf('if true; then'), [])
  assert.deepEqual(faultsOf('git --no-such-thing status'), ['--no-such-thing'])
})

// Goal: every call that a document shows works as it stands there, in each of the languages in which the site shows it, and
// every answer that it shows has the fields that answers have.
// Method: a fresh sandbox for each page, with what the page says the reader has; the calls in their order: of each page one
// by the SDK for TypeScript, one by Python, the others by curl. An id that ends in dots is the newest one of its kind that was seen;
// behind the dots may stand the last part of an account's path.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Language, languages, writeCall } from '../apps/server/docs_site/examples.ts'
import { eventExample } from '../apps/server/docs_site/events.ts'
import { eventCatalogue } from '../apps/server/event_catalogue.ts'
import { present } from '../kernel/assert.ts'
import { instantText, plusMs, realWorld } from '../kernel/world.ts'
import { sentEvents } from '../modules/webhooks/index.ts'
import { type GuideCall, type Guide, guides } from './guide_calls.ts'
import { type Json, type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop } from './sandbox_shop.ts'
import { fits, partsOf, shownAnswer } from './shown_answers.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const run = promisify(execFile)

let api: SandboxApp
let folder = ''
let spoken: readonly Language[] = languages
before(async () => {
  api = await startSandboxApp()
  folder = mkdtempSync(join(tmpdir(), 'florin-guides-'))
  symlinkSync(join(root, 'sdk'), join(folder, 'sdk'))
  symlinkSync(join(root, 'kernel'), join(folder, 'kernel'))
  const has = async (program: string): Promise<boolean> =>
    run(program, ['--version']).then(
      () => true,
      () => false,
    )
  const programs = { curl: 'curl', TypeScript: process.execPath, Python: 'python3' }
  const there = await Promise.all(languages.map((name) => has(programs[name])))
  spoken = languages.filter((_, at) => there[at])
})
after(async () => {
  await api?.close()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** What a reader has, and what they have seen. */
type Reader = {
  readonly key: string
  /** Keys of others in the same tenant, by who they are. */
  readonly others: ReadonlyMap<string, string>
  readonly ids: Map<string, string>
  /** Every answer so far, the newest last. */
  readonly answers: Json[]
  count: number
}

const ID = /\b([a-z]{2,4})_[0-9a-z]{26}\b/g
/** A list that was asked for nothing in particular shows what there is, and is not what the reader goes on with. */
const isOfAll = (answer: Json, path: string): boolean => Array.isArray(answer['data']) && !path.includes('?')

const rowsOf = (answer: Json): readonly Json[] =>
  Array.isArray(answer['data']) ? (answer['data'] as readonly Json[]) : []

function see(reader: Reader, answer: Json, path = ''): void {
  reader.answers.push(answer)
  const found = [...JSON.stringify(answer).matchAll(ID)].reverse()
  // Of a list the first, which is the newest.
  for (const [id, prefix = ''] of found)
    if (!isOfAll(answer, path) || !reader.ids.has(prefix)) reader.ids.set(prefix, id)
  for (const { id, path: name } of rowsOf(answer))
    if (typeof name === 'string') reader.ids.set(name.split(':').at(-1) ?? '', String(id))
  // The thing itself comes before what it names.
  const own = typeof answer['id'] === 'string' ? answer['id'] : undefined
  if (own !== undefined) reader.ids.set(own.split('_')[0] ?? '', own)
}

/** Of which kind `{id}` is, by the thing that stands before it in the path. */
const kinds: Readonly<Record<string, string>> = {
  'bank-statements': 'bst',
  'webhook-endpoints': 'whe',
  approvals: 'apv',
  transfers: 'trf',
  'payee-verifications': 'pvf',
  'payment-orders': 'por',
  payments: 'pay',
  disputes: 'dsp',
  matches: 'mtc',
  mandates: 'man',
  merchants: 'mer',
  payouts: 'pyo',
  refunds: 'ref',
  breaks: 'brk',
  accounts: 'acc',
}

function fillIn(reader: Reader, text: string): string {
  const newest = (prefix: string): string => present(reader.ids.get(prefix), `an id ${prefix}_ before`)
  return text
    .replaceAll(/\/([a-z-]+)\/\{id\}/g, (_, of: string) => `/${of}/${newest(present(kinds[of], of))}`)
    .replaceAll(/\b[a-z]{2,4}_…([a-z]+)/g, (_, name: string) => present(reader.ids.get(name), name))
    .replaceAll(/\b([a-z]{2,4})_…/g, (_, prefix: string) => newest(prefix))
    .replaceAll(/"expires": "[\d-]+"/g, () => `"expires": "${soon()}"`)
    .replaceAll('"digest": "…"', () => `"digest": ${JSON.stringify(reader.answers.at(-1)?.['digest'])}`)
}

const DAY_MS = 86_400_000
/** A page names a day that was ahead when it was written. */
const soon = (): string => instantText(plusMs(realWorld().now(), 30 * DAY_MS)).slice(0, 10)

/** The answer, and its status; a program that is told no ends by an error that says so. */
async function say(language: Language, text: string): Promise<string> {
  const file = join(folder, language === 'TypeScript' ? 'call.ts' : 'call.py')
  if (language !== 'curl') writeFileSync(file, text)
  const [program, ...args] =
    language === 'curl'
      ? ['bash', '-c', text]
      : language === 'Python'
        ? ['python3', file]
        : [process.execPath, file]
  const { stdout } = await run(program ?? '', args, { cwd: folder, maxBuffer: 1 << 26 })
  return stdout
}

async function call(reader: Reader, one: GuideCall): Promise<void> {
  const { page, line, call: asked, statuses } = one
  if (one.elsewhere !== undefined) {
    const path = asked.path.replace(/[?{].*$/, '')
    return assert.ok(
      readFileSync(join(root, one.elsewhere), 'utf8').includes(path),
      `${one.elsewhere} makes ${path}`,
    )
  }
  const key = one.as === undefined ? reader.key : present(reader.others.get(one.as), `the key of ${one.as}`)
  const { method } = asked
  const path = fillIn(reader, asked.path)
  const { version } = asked
  const body = asked.body === undefined ? undefined : fillIn(reader, asked.body)
  // The others end by an error when they are told no.
  const turn = spoken[reader.count++]
  const language = statuses.length === 0 ? (turn ?? 'curl') : 'curl'
  const at = `${page}:${line} ${method} ${asked.path} in ${language}`
  const own = writeCall[language]({ method, path, body, ...(version === undefined ? {} : { version }) })
    .replaceAll('http://127.0.0.1:4010', api.url)
    .replaceAll('http://127.0.0.1:4011', api.vault_url)
    .replaceAll('sk_test_…', key)
    .replace('console.log(answer)', 'console.log(JSON.stringify(answer))')
  const said = await say(language, own).catch((error: unknown) => assert.fail(`${at}: ${String(error)}`))
  const answer = (said.trim() === '' ? {} : JSON.parse(said)) as Json
  const refused = typeof answer['code'] === 'string' && typeof answer['status'] === 'number'
  const allowed = statuses.length === 0 ? [200] : statuses
  assert.ok(allowed.includes(refused ? Number(answer['status']) : 200), `${at}: ${said}`)
  see(reader, answer, path)
  // A reader looks when the clock has arrived; 202 says that it is on its way.
  const look = () => openShop(api).readClock(reader.key)
  if (path.endsWith('/clock/advance')) while ((await look()).body.status !== 'ready');
}

async function readerOf({ given }: Guide): Promise<Reader> {
  const shop = openShop(api)
  const key = await shop.frozen()
  const post = (path: string, body: object): Promise<Json> => shop.post(key, path, body)
  const colleague = await post('/v1/api-keys', { name: 'A colleague', kind: 'secret' })
  const others = new Map([['a colleague', String(colleague['secret'])]])
  const reader: Reader = { key, others, ids: new Map(), answers: [], count: 0 }
  for (const one of given) {
    const [what = '', currency = 'USD'] = one.split(' in ')
    await present(givens[what], one)({ reader, post, currency })
  }
  return reader
}
type Giving = {
  readonly reader: Reader
  readonly post: (path: string, body: object) => Promise<Json>
  readonly currency: string
}

const FUNDS = '10000000000'
/** What pages say that their reader has. */
const givens: Readonly<Record<string, (giving: Giving) => Promise<void>>> = {
  async 'a connection'({ reader, currency }) {
    const { body } = await api.call('GET', '/v1/bank-connections', undefined, reader.key)
    const found = (body['data'] as readonly Json[]).find((one) => one['currency'] === currency)
    see(reader, present(found, `a connection for ${currency}`))
  },
  async 'acquirer accounts'({ reader }) {
    const { body } = await api.call('GET', '/v1/acquirer-accounts', undefined, reader.key)
    for (const one of body['data'] as readonly Json[])
      reader.ids.set(String(one['connector']), String(one['id']))
  },
  async money({ reader, post, currency }) {
    const bank = present(reader.ids.get('acc'), 'the bank’s account')
    const made = await post('/v1/ledger/accounts', { currency, normal_side: 'credit', path: 'company:cash' })
    await post('/v1/ledger/transfers', {
      debit_account: bank,
      credit_account: made['id'],
      amount: { value: FUNDS, currency },
    })
    see(reader, made)
  },
  async 'a bank account'({ reader, post, currency }) {
    const account =
      currency === 'EUR'
        ? { country: 'DE', account: { iban: 'DE89370400440532013000' } }
        : {
            country: 'US',
            account_type: 'checking',
            account: { routing_number: '091000019', account_number: '1000000001' },
          }
    const holder = { name: 'Ada Lovelace', kind: 'individual' }
    see(reader, await post('/v1/bank-accounts', { currency, holder, ...account }))
  },
  async 'a mandate'({ reader, post }) {
    const bank_account = reader.ids.get('bac')
    const terms = { bank_account, kind: 'recurrent', creditor_name: 'Shop', signed_on: '2026-01-15' }
    const proof = { kind: 'paper', content: { archive: 'box 12' } }
    const scheme = { scheme: 'sepa_core', reference: 'MANDATE-1', creditor_id: 'DE98ZZZ09999999999' }
    see(reader, await post('/v1/mandates', { ...terms, ...scheme, signature: proof }))
  },
}

const readers: Reader[] = []
for (const guide of guides)
  test(`${guide.page}: ${guide.calls.length} calls, ${guide.shown.length} answers`, async () => {
    const reader = await readerOf(guide)
    readers.push(reader)
    for (const one of guide.calls) await call(reader, one)
    const parts = reader.answers.flatMap(partsOf)
    for (const { line, text } of guide.shown)
      assert.ok(
        parts.some((part) => fits(shownAnswer(text), part)),
        `${guide.page}:${line}: no answer looks like this`,
      )
  })

type Told = { readonly data: { readonly object: Json } }
const fieldsOf = (event: unknown): string[] => Object.keys((event as Told).data.object)

test('the example on the page of an event has every field of those that were sent', async () => {
  const sent = (await Promise.all(readers.map(({ key }) => api.events(key)))).flat()
  const seen = sentEvents(eventCatalogue).filter(({ type }) => sent.some((event) => event.type === type))
  assert.ok(seen.length > 0)
  const missing = seen.flatMap((event) => {
    const shown = new Set(fieldsOf(eventExample(event)))
    const real = sent.filter(({ type }) => type === event.type).flatMap(fieldsOf)
    return real.filter((name) => !shown.has(name)).map((name) => `${event.type}: ${name}`)
  })
  assert.deepEqual(missing, [])
})

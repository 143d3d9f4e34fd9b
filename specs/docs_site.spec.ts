// Goal: the documents at /docs hold together: every page opens, every link leads somewhere, nothing is asked of another machine,
// and each page is there as Markdown too.
// Method: the pages are followed from the first one, link by link, through the same doors that the server opens.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { createDocsSite } from '../apps/server/docs_site/docs_site.ts'
import { callsOf, languages, writeCall } from '../apps/server/docs_site/examples.ts'
import { writeSamples } from '../apps/server/docs_site/samples.ts'
import { eventCatalogue } from '../apps/server/event_catalogue.ts'
import { versions } from '../apps/server/versions.ts'
import { present } from '../kernel/assert.ts'
import { sentEvents } from '../modules/webhooks/index.ts'
import { root } from '../platform/db/rooms.ts'
import type { DoorAnswer } from '../platform/http/doors.ts'
import type { OpenApiDocument } from '../platform/http/openapi.ts'
import { referenceDocument } from '../platform/http/reference_document.ts'

const events = sentEvents(eventCatalogue)
const { doors } = createDocsSite(events)

function open(path: string, headers: Readonly<Record<string, string>> = {}): Promise<DoorAnswer> {
  const isDocs = path.startsWith('/docs/')
  const door = doors.find((one) => one.path === (isDocs ? '/docs/*' : path))
  const params = isDocs ? { '*': decodeURIComponent(path.slice('/docs/'.length)) } : {}
  const request = { params, query: {}, headers, body: '', ip: '127.0.0.1', request_id: 'req_test' }
  return present(door, `a door at ${path}`).open(request)
}

/** Made elsewhere: the reference, and a page for each error. */
const isElsewhere = (path: string): boolean =>
  /^\/docs\/(api|errors)\b/.test(path) || path === '/openapi.json'
const hrefsOf = (html: string): string[] =>
  [...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, href = '']) => href)

test('every page opens, every link and every anchor leads somewhere, and all of it is on this server', async () => {
  const pages = new Map<string, string>()
  const anchors: (readonly [from: string, path: string, anchor: string])[] = []
  for (const waiting = ['/docs/']; waiting.length > 0; ) {
    const path = present(waiting.pop(), 'a page')
    if (pages.has(path)) continue
    const { status, body, content_type = '' } = await open(path)
    assert.equal(status, 200, path)
    pages.set(path, body)
    if (!content_type.startsWith('text/html')) continue
    for (const href of hrefsOf(body)) {
      const [to = '', anchor] = href.split('#')
      if (/^https?:/.test(to)) {
        assert.ok(!body.includes(`src="${href}"`), `${path} loads ${href}`)
        continue
      }
      const target = to === '' ? path : to
      assert.ok(target.startsWith('/docs/') || isElsewhere(target), `${path} links to ${href}`)
      if (anchor !== undefined) anchors.push([path, target, anchor])
      if (!isElsewhere(target)) waiting.push(target)
    }
  }
  assert.ok(pages.size > 100, `${pages.size} pages`)
  const lost = anchors.filter(
    ([, path, anchor]) => !isElsewhere(path) && pages.get(path)?.includes(`id="${anchor}"`) !== true,
  )
  assert.deepEqual(lost, [])
})

test('every page is there as Markdown, its links too, and llms.txt names them all', async () => {
  const { body } = await open('/llms.txt')
  const twins = [...body.matchAll(/\]\((\/docs\/[^)]+\.md)\)/g)].map(([, path = '']) => path)
  assert.ok(twins.length > 30 + events.length)
  for (const twin of twins.filter((path) => !isElsewhere(path))) {
    const { status, content_type, body: text } = await open(twin)
    assert.deepEqual([status, content_type], [200, 'text/markdown; charset=utf-8'], twin)
    for (const [, path = ''] of text.matchAll(/\]\((\/docs\/[^)#\s]+)/g))
      if (!isElsewhere(path)) assert.equal((await open(path)).status, 200, `${twin} links to ${path}`)
  }
})

test('the changelog is a list of releases with a page for each, and together they say all that it says', async () => {
  const list = (await open('/docs/changelog.md')).body
  const written = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  const names = [...written.matchAll(/^## \[(.+)\]/gm)].map(([, name = '']) => name.toLowerCase())
  assert.ok(names.length > 1)
  // Links lead elsewhere on the site than in the repository.
  const linesOf = (text: string): string[] =>
    text
      .replaceAll(/\]\([^)]*\)/g, ']')
      .split('\n')
      .filter((line) => line.startsWith('- '))
  const told: string[] = []
  for (const name of names) {
    assert.ok(list.includes(`](/docs/changelog/${name}.md)`), name)
    assert.equal((await open(`/docs/changelog/${name}`)).status, 200, name)
    told.push(...linesOf((await open(`/docs/changelog/${name}.md`)).body))
  }
  assert.deepEqual(told, linesOf(written))
})

test('what a deprecated version links to is a page', async () => {
  for (const { guide } of versions.older) assert.equal((await open(guide)).status, 200, guide)
})

test('every event has a page with its fields, and says how to have one sent', async () => {
  for (const { type } of events) {
    const { status, body } = await open(`/docs/events/${type}`)
    assert.equal(status, 200, type)
    for (const part of [`trigger ${type}`, 'What to do', 'An example']) assert.ok(body.includes(part), type)
    const twin = (await open(`/docs/events/${type}.md`)).body
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(twin) ?? []
    assert.equal((JSON.parse(example) as { type: string }).type, type)
  }
})

test('nothing inline may run, a page that is known is not sent again, and one that is not there says so', async () => {
  const page = await open('/docs/guides/ach')
  const policy = page.headers?.['content-security-policy'] ?? ''
  assert.ok(policy.includes("default-src 'none'") && !policy.includes('unsafe'))
  assert.ok(!/<script(?![^>]* src=)|<style| style=| on[a-z]+=/.test(page.body))
  const again = await open('/docs/guides/ach', { 'if-none-match': present(page.headers?.['etag'], 'a tag') })
  assert.deepEqual([again.status, again.body], [304, ''])
  for (const path of ['/docs/nothing', '/docs/../package.json', '/docs/guides/../../package', '/docs/%00'])
    assert.equal((await open(path)).status, 404, path)
})

test('the script of the pages is plain JavaScript, whole and without types', async () => {
  const { body } = await open('/docs/site.js')
  assert.doesNotThrow(() => new Script(body))
})

test('calls are told from other blocks, and are written in every language', () => {
  assert.equal(callsOf('{"rail": "ach"}'), undefined)
  assert.equal(callsOf('POST /v1/payouts\n{"broken": '), undefined)
  const [call] = present(callsOf('POST /v1/payouts\n{"destination": "bac_…",\n "note": "it\'s"}'), 'a call')
  assert.deepEqual(call, {
    method: 'POST',
    path: '/v1/payouts',
    body: '{"destination": "bac_…",\n "note": "it\'s"}',
  })
  assert.deepEqual(
    callsOf('GET  /v1/a\nPUT  /v1/b   {"c": 1}')?.map(({ method, path }) => [method, path]),
    [
      ['GET', '/v1/a'],
      ['PUT', '/v1/b'],
    ],
  )
  for (const language of languages) {
    const text = writeCall[language](present(call, 'a call'))
    const named = language === 'TypeScript' ? 'florin.payouts' : '/v1/payouts'
    assert.ok(text.includes('sk_test_…') && text.includes(named), language)
  }
})

test('a call may say in which version of the API it is made, in every language', () => {
  const [call] = present(callsOf('POST /v1/payouts\nFlorin-Version: 2026-10-01\n{"a": 1}'), 'a call')
  assert.deepEqual(call, { method: 'POST', path: '/v1/payouts', body: '{"a": 1}', version: '2026-10-01' })
  for (const language of languages)
    assert.ok(writeCall[language](present(call, 'a call')).includes('2026-10-01'), language)
})

test('a call is written by the name that the SDK has for it', () => {
  const written = (method: string, path: string, body?: string): string =>
    writeCall.TypeScript({ method, path, body }).split('\n').slice(3, -1).join('\n')
  assert.equal(
    written('POST', '/v1/ledger/accounts/acc_1/freeze', '{"scope": "debits", "note": "it\'s"}'),
    `const answer = await florin.ledger.accounts.freeze('acc_1', {scope: 'debits', note: "it's"})`,
  )
  assert.equal(
    written('GET', '/v1/payment-orders?state=settled&limit=1'),
    `const answer = await florin.paymentOrders.list({ state: 'settled', limit: 1 })`,
  )
  assert.equal(written('GET', '/v1/transfers/proof'), 'const answer = await florin.transfers.proof()')
  assert.match(
    writeCall.TypeScript({ method: 'GET', path: '/v1/members', body: undefined }),
    /request\('GET'/,
  )
  assert.match(writeCall.TypeScript({ method: 'POST', path: '/v1/tokens', body: '{}' }), /vault_url/)
})

type Sampled = { readonly 'x-codeSamples': readonly { readonly label: string; readonly source: string }[] }

test('the reference writes every call in each language, as that language is read', async (t) => {
  const told = JSON.parse(readFileSync(join(root, 'docs/openapi.gen.json'), 'utf8')) as OpenApiDocument
  const { paths } = referenceDocument(told, writeSamples) as {
    paths: Record<string, Record<string, Sampled>>
  }
  const samples = Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap((operation) => operation['x-codeSamples']),
  )
  const of = (language: string) =>
    samples.filter(({ label }) => label === language).map(({ source }) => source)
  assert.ok(of('curl').length > 250)
  for (const language of languages) assert.equal(of(language).length, of('curl').length, language)
  const unfilled = of('curl').filter((source) => /\/\{\w+\}/.test(source))
  assert.deepEqual(unfilled, [], 'ids end in dots, as everywhere in the documents')
  for (const source of of('TypeScript')) stripTypeScriptTypes(source)
  execFileSync('bash', ['-n'], { input: of('curl').join('\n\n') })
  const parse = 'import ast, json, sys; [ast.parse(text) for text in json.load(sys.stdin)]'
  const read = spawnSync('python3', ['-c', parse], { input: JSON.stringify(of('Python')), encoding: 'utf8' })
  if (read.error === undefined) assert.equal(read.status, 0, read.stderr)
  else t.diagnostic('Python is not installed here')
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { faultsOf, type Office, openOffice, skip } from './dashboard_people.ts'

// Goal: the documents can be read and used in a browser: on a desk and on a telephone, by day and by night, with one's own key.
// Method: the whole server on loopback and a real Chromium; every page of the menu is opened, axe reads one of each kind.
const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 380, height: 780 }
const KEY = 'sk_test_thekeyofthereader'
const SLOW_MS_MAX = 60_000

let office: Office
let context: BrowserContext
let page: Page
/** What was asked of other machines, what the browser complains of, and what carried the reader's key. */
const complaints: string[] = []

before(async () => {
  if (skip !== false) return
  office = await openOffice()
  context = await office.browser.newContext({
    viewport: WIDE,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  page = await context.newPage()
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!/^(data|blob):/.test(url) && !url.startsWith(office.url)) complaints.push(url)
    if (JSON.stringify([url, request.headers(), request.postData()]).includes(KEY))
      complaints.push(`key: ${url}`)
  })
})
after(async () => {
  if (skip === false) await office.close()
})

const open = (path: string): Promise<unknown> => page.goto(`${office.url}${path}`)
const tooWide = (): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
const codeOf = async (language: string): Promise<string> =>
  (await page.locator(`.form[data-language=${language}] code`).first().textContent()) ?? ''

test('every page of the menu fits a telephone, and asks nobody else for anything', {
  skip,
  timeout: 4 * SLOW_MS_MAX,
}, async () => {
  await open('/docs/')
  const menu = await page.locator('#menu').innerHTML()
  const links = [...menu.matchAll(/ href="([^"]+)"/g)].map(([, href = '']) => href)
  const paths = links.filter((path) => path !== '/docs/api/')
  assert.ok(paths.length > 60, `${paths.length} pages`)
  const more = ['/docs/errors/card_declined', '/docs/events/payment.succeeded', '/docs/changelog/unreleased']
  const wide: string[] = []
  await page.setViewportSize(NARROW)
  for (const path of [...paths, ...more]) {
    await open(path)
    if ((await tooWide()) > 0) wide.push(path)
  }
  await page.setViewportSize(WIDE)
  assert.deepEqual(wide, [])
  assert.deepEqual(complaints, [])
})

test('axe finds nothing on a page of each kind, by day and by night', {
  skip,
  timeout: SLOW_MS_MAX,
}, async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const path of [
      'guides/ach',
      'glossary',
      'events',
      'events/payment.succeeded',
      'errors/card_declined',
    ]) {
      await open(`/docs/${path}`)
      assert.deepEqual(await faultsOf(page), [], `${path}, ${colorScheme}`)
    }
  }
})

test('the reader’s key and address stand in every example, in the language that they chose, and stay in the tab', {
  skip,
  timeout: SLOW_MS_MAX,
}, async () => {
  await open('/docs/guides/refunds')
  assert.match(await codeOf('curl'), /Bearer sk_test_…/)
  await page.getByLabel('Your sandbox key').fill(KEY)
  assert.ok((await codeOf('curl')).includes(`Bearer ${KEY}`))
  assert.ok((await codeOf('curl')).includes(`${office.url}/v1/`), 'the address at which they read')
  await page.getByRole('tab', { name: 'TypeScript' }).first().click()
  await open('/docs/guides/disputes')
  const shown = page.locator('.form:not([hidden])').first()
  assert.match((await shown.textContent()) ?? '', new RegExp(`new Florin\\('${KEY}'`))
  await shown.getByRole('button', { name: 'Copy' }).click()
  await shown.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await page.evaluate('navigator.clipboard.readText()')
  assert.equal(copied, await codeOf('TypeScript'))
  assert.deepEqual(complaints, [])
})

test('the search is reached by a key, finds headings, and leads to them', {
  skip,
  timeout: SLOW_MS_MAX,
}, async () => {
  await open('/docs/')
  await page.keyboard.press('/')
  await page.keyboard.type('new bank details')
  await page.locator('.found a').first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/docs\/guides\/payouts#new-bank-details$/)
  await page.getByRole('searchbox').fill('xyzzyx')
  await page.getByText('Nothing found.').waitFor()
})

test('on a telephone the menu opens and closes', { skip, timeout: SLOW_MS_MAX }, async () => {
  await page.setViewportSize(NARROW)
  await open('/docs/guides/payouts')
  const menu = page.getByRole('navigation', { name: 'Docs' })
  assert.equal(await menu.isVisible(), false)
  await page.getByRole('button', { name: 'Menu' }).click()
  await menu.getByRole('link', { name: 'Giving money back: refunds' }).click()
  await page.waitForURL(/guides\/refunds$/)
  await page.setViewportSize(WIDE)
})

test('the reference starts without a script inside its page, and asks this server alone', {
  skip,
  timeout: SLOW_MS_MAX,
}, async () => {
  await open('/docs/api/')
  await page.getByRole('heading', { name: 'Ledger accounts' }).first().waitFor()
  await page.getByRole('link', { name: /^Guides, concepts/ }).waitFor()
  assert.deepEqual(complaints, [])
})

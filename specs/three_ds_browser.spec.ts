import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { present } from '../kernel/assert.ts'
import { realWorld } from '../kernel/world.ts'
import { freePort } from '../platform/db/free_port.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import { silentLog } from '../platform/telemetry/log.ts'

// Goal: a person with a browser gets from the shop to the bank's page and back, and the payment is what they made of it.
// Method: the whole server listening on loopback, its simulator beside it, and a real Chromium where one is installed.
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = (process.env['PATH'] ?? '').split(delimiter)
const program = places.flatMap((place) => names.map((name) => join(place, name))).find(existsSync)
const skip = program === undefined ? 'no Chromium is installed on this machine' : false

let database: TestDatabase
let folder: string
let app: App
let url: string
let key: string
let shop: Server
let shop_url: string
let browser: Browser
let page: Page

before(async () => {
  if (skip !== false) return
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'florin-browser-'))
  const [port, vault_port] = [await freePort(), await freePort()]
  url = `http://127.0.0.1:${port}`
  const config = readConfig({
    FLORIN_DATA_DIR: folder,
    DATABASE_URL: database.url,
    PORT: String(port),
    VAULT_PORT: String(vault_port),
  })
  app = await createApp({
    config,
    database_url: database.url,
    public_url: url,
    world: realWorld(),
    log: silentLog,
  })
  await app.edge.listen({ host: '127.0.0.1', port })
  await app.start()
  const organization = await app.auth.createOrganization('Spec')
  const made = await app.auth.createTenant({
    organization_id: organization.id,
    name: 'Spec',
    mode: 'sandbox',
  })
  key = present(made.ok ? made.value : undefined, 'the tenant').secret_key.reveal()
  shop = createServer((_request, response) =>
    response.end('<!doctype html><title>Shop</title><h1>Thank you</h1>'),
  )
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  shop_url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/thanks`
  browser = await chromium.launch({
    executablePath: present(program, 'Chromium'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-proxy-server',
    ],
  })
  page = await browser.newPage({ viewport: { width: 480, height: 640 } })
})
after(async () => {
  if (skip !== false) return
  await browser.close()
  await new Promise((resolve) => shop.close(resolve))
  await app.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

type Shown = {
  id: string
  status: string
  next_action: { url: string } | null
  decline: { decline_code: string } | null
}
let keys = 0
async function ask(method: string, path: string, body?: object): Promise<{ status: number; shown: Shown }> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'idempotency-key': `browser-${++keys}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: reply.status, shown: (await reply.json()) as Shown }
}
/** Makes a payment that needs its cardholder, and opens the bank's page. */
async function pay(more: object = {}): Promise<Shown> {
  const { status, shown } = await ask('POST', '/v1/payments', {
    amount: { value: String(2_500 + keys), currency: 'EUR' },
    payment_method: 'pm_card_visa_three_ds',
    ...more,
  })
  assert.equal(status, 201, JSON.stringify(shown))
  assert.equal(shown.status, 'requires_action')
  await page.goto(shown.next_action?.url ?? '')
  return shown
}
const read = async (id: string): Promise<Shown> => (await ask('GET', `/v1/payments/${id}`)).shown

test('from the shop to the bank’s page and back, and the payment has succeeded', { skip }, async () => {
  const paid = await pay({ return_url: shop_url })
  await keepPicture('challenge')
  await page.getByLabel('One-time code').fill('0000')
  await page.getByRole('button', { name: 'Complete authentication' }).click()
  assert.match((await page.getByRole('alert').textContent()) ?? '', /not right/)
  await page.getByLabel('One-time code').fill('1234')
  await page.getByRole('button', { name: 'Complete authentication' }).click()
  await page.waitForURL(`${shop_url}?payment=${paid.id}&status=succeeded`)
  assert.equal(await page.title(), 'Shop')
  assert.equal((await read(paid.id)).status, 'succeeded')
})

test('without a shop to go back to, the page says what came of it, also after a reload', {
  skip,
}, async () => {
  const paid = await pay()
  await page.getByLabel('One-time code').fill('1234')
  await page.getByRole('button', { name: 'Complete authentication' }).click()
  await page.getByText('You can close this window.').waitFor()
  await keepPicture('return')
  await page.reload()
  assert.match((await page.locator('h1').textContent()) ?? '', /successful/)
  assert.equal((await read(paid.id)).status, 'succeeded')
})

test('whoever presses Fail is declined, and going back changes nothing', { skip }, async () => {
  const paid = await pay({ return_url: shop_url })
  await page.getByRole('button', { name: 'Fail' }).click()
  await page.waitForURL(/status=declined/)
  await page.goBack()
  await page.waitForURL(/status=declined/)
  const now = await read(paid.id)
  assert.deepEqual([now.status, now.decline?.decline_code], ['declined', 'authentication_failed'])
})

/** For people who want to look at the pages: name a folder. */
async function keepPicture(name: string): Promise<void> {
  const pictures = process.env['FLORIN_PICTURES']
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

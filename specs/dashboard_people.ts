import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type App, createApp } from '../apps/server/app.ts'
import { readConfig } from '../apps/server/config.ts'
import { firstStart } from '../apps/server/first_start.ts'
import { present } from '../kernel/assert.ts'
import type { Id } from '../kernel/id.ts'
import { realWorld } from '../kernel/world.ts'
import { freePort } from '../platform/db/free_port.ts'
import { createTestDatabase } from '../platform/db/testing.ts'
import { silentLog } from '../platform/telemetry/log.ts'

export const PASSWORD = 'a long password of mine'
/** A server builds its pages when the first one is opened. */
const BUILD_MS_MAX = 120_000
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const places = (process.env['PATH'] ?? '').split(delimiter)
const program = places.flatMap((place) => names.map((name) => join(place, name))).find(existsSync)
export const skip = program === undefined ? 'no Chromium is installed on this machine' : false

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --no-proxy-server'

export type Office = {
  /** By name and not by number: passkeys belong to a name. */
  readonly url: string
  readonly key: string
  readonly setup_url: string
  readonly browser: Browser
  call(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>>
  /** Writes the requests that are in memory only so far. */
  writeRequestLog(): Promise<void>
  /** Another tenant of the same company, where money is real. */
  openLive(name: string): Promise<void>
  close(): Promise<void>
}

async function serve(): Promise<{ app: App; url: string; folder: string; close(): Promise<void> }> {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'florin-dashboard-'))
  const [port, vault_port] = [await freePort(), await freePort()]
  const url = `http://localhost:${port}`
  const config = readConfig({
    FLORIN_DATA_DIR: folder,
    DATABASE_URL: database.url,
    PORT: String(port),
    VAULT_PORT: String(vault_port),
    FLORIN_PUBLIC_URL: url,
  })
  const world = realWorld()
  const app = await createApp({
    config,
    database_url: database.url,
    public_url: url,
    world,
    log: silentLog,
  })
  await app.edge.listen({ host: '127.0.0.1', port })
  await app.start()
  return {
    app,
    url,
    folder,
    async close() {
      await app.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const openChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: present(program, 'Chromium'), args: flags.split(' ') })

function callerOf(url: string, key: string): Office['call'] {
  let keys = 0
  return async (method, path, body) => {
    const sent = { 'content-type': 'application/json', 'idempotency-key': `dashboard-${++keys}` }
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : sent) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await reply.json()) as Readonly<Record<string, unknown>>
    assert.ok(reply.ok || reply.status === 402, `${path}: ${JSON.stringify(answer)}`)
    return answer
  }
}

/** A whole server with a sandbox, the link of its first owner, and a browser. */
export async function openOffice(): Promise<Office> {
  const { app, url, folder, close } = await serve()
  const first = await firstStart({ auth: app.auth, ledger: app.ledger, world: realWorld(), data_dir: folder })
  const key = present(first, 'the first sandbox').secret_key
  const { url: setup_url } = present(await app.auth.members.firstOwnerLink(), 'the link of the owner')
  const browser = await openChromium()
  const call = callerOf(url, key)
  return {
    url,
    key,
    setup_url,
    browser,
    call,
    writeRequestLog: () => app.requests.flush(),
    async openLive(name) {
      const { organization_id } = (await call('GET', '/v1/tenant')) as { organization_id: Id<'org'> }
      assert.ok((await app.auth.createTenant({ organization_id, name, mode: 'live' })).ok)
    },
    async close() {
      await browser.close()
      await close()
    },
  }
}

/** Something of most kinds, so that pages have rows to show. Answers a payment that succeeded. */
export async function fill({ call }: Office): Promise<string> {
  const cards = ['visa', 'mastercard', 'visa_declined', 'visa_three_ds']
  let paid = ''
  for (let index = 0; index < 8; index++) {
    const made = await call('POST', '/v1/payments', {
      amount: { value: String(1_050 + index), currency: index % 2 === 0 ? 'USD' : 'EUR' },
      payment_method: `pm_card_${cards[index % 4] ?? 'visa'}`,
      reference: `order-${index}`,
      ...(index === 4 ? { capture_method: 'manual' } : {}),
    })
    if (made['status'] === 'succeeded' && paid === '') paid = String(made['id'])
  }
  for (const type of ['dispute.created', 'refund.succeeded', 'bank_file.read', 'payment_order.scheduled'])
    await call('POST', '/v1/sandbox/simulate/events', { type })
  await call('POST', '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hooks', events: ['*'] })
  return paid
}

const STEP_S = 30
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator shows for a secret (RFC 6238), `steps` of half a minute from now. */
export function codeOf(secret: string, steps = 0): string {
  const bits = Array.from(secret.replaceAll('=', ''))
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)))
  const counter = Buffer.alloc(8)
  const now_s = Number(realWorld().now()) / 1_000_000
  counter.writeBigUInt64BE(BigInt(Math.floor(now_s / STEP_S) + steps))
  const digest = createHmac('sha1', bytes).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0xf
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

type Newcomer = { readonly setup_url: string; readonly name: string; readonly email: string }

/** Somebody comes in for the first time, as the pages ask for it: a name, a password, codes. Answers the codes' secret. */
export async function setUp(page: Page, { setup_url, name, email }: Newcomer): Promise<string> {
  const press = (label: string) => page.getByRole('button', { name: label }).click()
  await page.goto(setup_url)
  await page.getByLabel('Your name').fill(name, { timeout: BUILD_MS_MAX })
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('New password').fill(PASSWORD)
  await press('Go on')
  await press('Set up codes')
  const secret = (await page.locator('form .code').first().textContent()) ?? ''
  await page.getByLabel('Code it shows now').fill(codeOf(secret))
  await press('Confirm')
  await press('I have kept them')
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  return secret
}

type Found = { readonly id: string; readonly impact: string | null; readonly nodes: { target: string[] }[] }

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds wrong by WCAG 2.2 AA, or by single rules: one line each, with where. */
export async function faultsOf(page: Page, rules: readonly string[] = wcag): Promise<string[]> {
  const found = (await page.evaluate(
    `${axe.source};axe.run(document,{runOnly:${JSON.stringify(rules)}}).then(({violations})=>violations)`,
  )) as Found[]
  return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.target.join(' ')}`)
}

/** The same page in the dark: what is other there are its colours. */
export async function faultsInTheDark(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' })
  const found = await faultsOf(page, ['color-contrast'])
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('html[data-theme=light]').waitFor({ state: 'attached' })
  return found.map((fault) => `in the dark: ${fault}`)
}

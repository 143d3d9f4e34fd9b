import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { allPages } from '../apps/dashboard/src/frame/pages_list.ts'
import { bootPostgres } from '../platform/db/embedded.ts'
import type { Office } from './dashboard_people.ts'

/**
 * `npm run pictures` takes a picture of every page of the dashboard, on a desk and on a telephone, of a sandbox in which
 * a week was lived, into `docs/screenshots/`. Needs Chromium.
 */
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const WIDE = { width: 1280, height: 860 }
const NARROW = { width: 380, height: 780 }
const QUALITY = 60
const DAYS = 7
const DAY_MS = 86_400_000

const data_dir = mkdtempSync(join(tmpdir(), 'florin-pictures-'))
const server = await bootPostgres({ data_dir, durable: false, remove_after: true })
process.env['TEST_DATABASE_URL'] = server.url
// It reads the address when it is loaded.
const { fill, openOffice, setUp } = await import('./dashboard_people.ts')

/** A week of payments, one report that is wrong, and one of everything that a sandbox can be asked for. */
async function live(office: Office): Promise<string> {
  const { call } = office
  const paid = await fill(office)
  await call('PUT', '/v1/sandbox/faults', {
    faults: [{ kind: 'wrong_fee', operation: 'authorize', count: 1 }],
  })
  const { data: triggers } = (await call('GET', '/v1/sandbox/simulate/events')) as {
    data: readonly { readonly type: string; readonly available?: boolean }[]
  }
  // Some only say how their event comes about.
  for (const { type } of triggers)
    await call('POST', '/v1/sandbox/simulate/events', { type }).catch(() => undefined)
  for (let day = 0; day < DAYS; day++) {
    for (let order = 0; order <= day; order++)
      await call('POST', '/v1/payments', {
        amount: { value: String(1_999 + 731 * order), currency: order % 3 === 2 ? 'EUR' : 'USD' },
        payment_method: order === 3 ? 'pm_card_visa_declined' : 'pm_card_visa',
        reference: `day-${day}-${order}`,
        three_ds: 'never',
      })
    await call('POST', '/v1/sandbox/clock/advance', { by_ms: DAY_MS })
    while ((await call('GET', '/v1/sandbox/clock'))['status'] === 'advancing');
  }
  return paid
}

async function take(page: Page, url: string, to: string, name: string): Promise<void> {
  await page.goto(`${url}/dashboard${to}`)
  await page.locator('h1').first().waitFor()
  await page
    .getByText(/^(Loading|Opening).*…$/)
    .first()
    .waitFor({ state: 'hidden' })
  await page.waitForLoadState('load')
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: QUALITY })
}

const nameOf = (to: string): string => (to === '/' ? 'overview' : to.slice(1).replaceAll('/', '-'))

function contents(pages: readonly { readonly to: string; readonly title: string }[]): string {
  const rows = pages.map(({ to, title }) => {
    const name = nameOf(to)
    return `## ${title}\n\n![${title}, on a desk](${name}.jpg)\n\n![${title}, on a telephone](${name}-narrow.jpg)\n`
  })
  return `# Every page of the dashboard\n\nTaken by \`npm run pictures\` of a sandbox in which a week was lived. Test money only.\n\n${rows.join('\n')}`
}

const office = await openOffice()
try {
  const paid = await live(office)
  const context = await office.browser.newContext({ viewport: WIDE })
  const page = await context.newPage()
  await setUp(page, { setup_url: office.setup_url, name: 'Anna Jones', email: 'anna@example.com' })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pages = [...allPages, { to: `/payments/${paid}`, title: 'A payment', group: '' }].map((one) => ({
    ...one,
    name: one.to === `/payments/${paid}` ? 'a-payment' : nameOf(one.to),
  }))
  for (const { to, name } of pages) await take(page, office.url, to, name)
  await page.setViewportSize(NARROW)
  for (const { to, name } of pages) await take(page, office.url, to, `${name}-narrow`)
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const { to, name } of pages.filter(
    (one) => ['/', '/ledger'].includes(one.to) || one.name === 'a-payment',
  ))
    await take(page, office.url, to, `${name}-dark`)
  writeFileSync(
    join(folder, 'README.md'),
    contents(pages.map(({ to, title, name }) => ({ title, to: name === 'a-payment' ? '/a-payment' : to }))),
  )
  process.stdout.write(`${pages.length} pages, in ${folder}\n`)
} finally {
  await office.close()
  await server.stop()
}

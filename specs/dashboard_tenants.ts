import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Desk } from './dashboard_desks.ts'
import { codeOf, PASSWORD, setUp } from './dashboard_people.ts'

const BANNER = 'No real money moves here'
const main = (page: Page): Locator => page.locator('main')
const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { name, exact: true }).waitFor()

/** By the menu at the top, from whichever tenant is shown. */
async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Tenant / }).click()
  await page.getByRole('menuitemcheckbox', { name }).click()
  await page.getByRole('button', { name: `Tenant ${name.split(' · ')[0] ?? ''}` }).waitFor()
  await heading(page, 'Overview')
}
const linkTo = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true })
const goTo = (page: Page, name: string): Promise<void> => linkTo(page, name).click()

/** From the sandbox to a live tenant and back, without the page being loaded anew: nothing of one is left in the other. */
export async function seeTwoTenants({ office, page, open }: Desk, paid: string): Promise<void> {
  await office.openLive('Acme')
  await open('/payments')
  await page.getByText(BANNER).waitFor()
  await main(page).getByRole('link', { name: /^pay_/ }).first().waitFor()
  await choose(page, 'Acme · live')
  assert.equal(await page.getByText(BANNER).count(), 0)
  await heading(page, 'Nothing was paid here yet')
  await goTo(page, 'Payments')
  await heading(page, 'No payments yet')
  await readWhatALiveTenantNeeds(page, open)
  assert.equal(await page.getByRole('link', { name: /^pay_/ }).count(), 0)
  await open(`/payments/${paid}`)
  await main(page).getByRole('alert').waitFor()
  await open('/sandbox')
  await heading(page, 'Only in a sandbox')
  assert.equal(await main(page).getByRole('button').count(), 0)
  await open('/customers')
  await page.getByRole('button', { name: 'New customer' }).click()
  await page.getByRole('dialog').getByText('“Acme” is live: what you do here is real.').waitFor()
  await page.keyboard.press('Escape')
  await choose(page, 'Sandbox · test')
  await page.getByText(BANNER).waitFor()
  await goTo(page, 'Payments')
  await main(page).getByRole('link', { name: /^pay_/ }).first().waitFor()
}

/** Empty lists of a live tenant say what has to be connected and where the guide is, and give no command with made-up cards. */
async function readWhatALiveTenantNeeds(page: Page, open: Desk['open']): Promise<void> {
  const needs = [
    ['payments', 'Acquirer accounts'],
    ['payment-orders', 'Bank connections'],
    ['payee-verifications', 'Payee providers'],
  ] as const
  for (const [list, needed] of needs) {
    await open(`/${list}`)
    const first = main(page).locator('p').filter({ hasText: 'What has to be connected first' })
    await first.getByRole('link', { name: needed }).waitFor()
    const guide = await first.getByRole('link', { name: 'going live' }).getAttribute('href')
    assert.equal((await page.request.get(new URL(guide ?? '', page.url()).href)).status(), 200)
    assert.doesNotMatch((await main(page).textContent()) ?? '', /pm_card|sandbox/i)
    assert.equal(await page.locator('pre').count(), 0)
  }
  await open('/acquirer-accounts')
  await main(page).getByRole('link', { name: 'going live' }).waitFor()
  await open('/customers')
  await heading(page, 'No customers yet')
  assert.equal(await page.locator('pre').count(), 0)
}

/** A sandbox of its own: empty, its clock moved, something made to happen in it, and begun anew. */
export async function playInASandbox({ page, open }: Desk): Promise<void> {
  const press = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).first().click()
  await open('/sandboxes')
  await press('New sandbox')
  await page.getByRole('dialog').getByLabel('Name').fill('Playground')
  await page.getByRole('dialog').getByRole('button', { name: 'New sandbox' }).click()
  await page.getByText('Copy it now: it is shown this once.').first().waitFor()
  await page.keyboard.press('Escape')
  await choose(page, 'Playground · test')
  await heading(page, 'Make the first payment')
  for (const taught of ['Every outcome is known.', 'No two books say different things.', 'No endpoint yet.'])
    await main(page).getByText(taught).waitFor()

  await open('/sandbox')
  await press('Freeze')
  await page.getByText('stands still').waitFor()
  const before = (await main(page).locator('time').first().getAttribute('datetime')) ?? ''
  await press('+ 1 day')
  const day = new Date(Date.parse(before) + 86_400_000).toISOString().slice(0, 19)
  await main(page).locator(`time[datetime^="${day}"]`).first().waitFor()
  await page.getByLabel('Find a kind of event').fill('customer.created')
  await page.getByRole('button', { name: 'Trigger customer.created' }).click()
  await page.getByText('It happened: customer.created').waitFor()

  await press('Reset this sandbox')
  const sheet = page.getByRole('dialog', { name: 'Reset this sandbox' })
  await sheet.getByText('This cannot simply be undone.').waitFor()
  await sheet.getByRole('button', { name: 'Yes, reset this sandbox' }).click()
  await heading(page, 'Overview')
  await page.getByRole('button', { name: 'Tenant Playground' }).waitFor()
  await goTo(page, 'Customers')
  await heading(page, 'No customers yet')
  await goTo(page, 'Payments')
  await heading(page, 'No payments yet')
  assert.match((await page.locator('pre').textContent()) ?? '', /"payment_method":"pm_card_visa"/)
  await choose(page, 'Sandbox · test')
}

/** A viewer comes in: they see, and are offered nothing that they may not do. Their session ends, and they come back. */
export async function workAsAViewer({ office, page, open }: Desk, paid: string): Promise<void> {
  await open('/members')
  await page.getByRole('button', { name: 'New member' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('E-mail').fill('vera@example.com')
  await sheet.getByLabel('Name').fill('Vera Novak')
  await sheet.getByLabel('Role').selectOption('viewer')
  await sheet.getByRole('button', { name: 'New member' }).click()
  const done = page.getByRole('dialog', { name: 'New member: done' })
  const setup_url = (await done.locator('.code').first().textContent()) ?? ''
  await page.keyboard.press('Escape')
  const context = await office.browser.newContext({ viewport: { width: 1280, height: 900 } })
  const theirs = await context.newPage()
  const secret = await setUp(theirs, { setup_url, name: 'Vera Novak', email: 'vera@example.com' })
  await seeWithoutActing(theirs, office.url, paid)

  // Another role ends the sessions of whoever had the one before.
  await page.getByRole('link', { name: /^mem_/ }).first().click()
  await page.getByRole('button', { name: 'Change role' }).click()
  await page.getByRole('dialog').getByLabel('Role').selectOption('analyst')
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, change role' }).click()
  await page.getByRole('dialog', { name: 'Change role: done' }).waitFor()
  await page.keyboard.press('Escape')
  await comeBack(theirs, secret)
  await theirs.goto(`${office.url}/dashboard/members`)
  await theirs.getByText('vera@example.com').waitFor()
  for (const name of ['New member', 'Change role'])
    assert.equal(await theirs.getByRole('button', { name }).count(), 0, name)
  await context.close()
}

async function seeWithoutActing(page: Page, url: string, paid: string): Promise<void> {
  const pages = [
    [`/payments/${paid}`, 'Timeline', 'Refund'],
    ['/payments', 'Payments', 'New payment'],
    ['/reconciliation', 'Match by hand', /^(Change|Resolve|Assign|Write off|Match these)$/],
    ['/webhooks', 'Webhooks', /^(Enable|Recover since|Send a test|Send again)$/],
    ['/sandbox', 'Clock', /^(Freeze|\+ 1 day|Set faults|Trigger|Reset this sandbox)/],
  ] as const
  for (const [path, title, action] of pages) {
    await page.goto(`${url}/dashboard${path}`)
    await heading(page, title)
    assert.equal(await main(page).getByRole('button', { name: action }).count(), 0, path)
  }
  await page.goto(`${url}/dashboard/members`)
  await page.getByRole('alert').getByText('Ask someone whose role allows it').waitFor()
}

/** A page that asks hears that the session is over, and leads to the door; behind it lies the page that was wanted. */
async function comeBack(page: Page, secret: string): Promise<void> {
  // What is open asks by itself when its line ends: then it is at the door already, and this link is gone.
  await linkTo(page, 'Payments')
    .click({ timeout: 5_000 })
    .catch(() => undefined)
  await heading(page, 'Sign in')
  const next = new URL(page.url()).searchParams.get('next') ?? ''
  assert.match(next, /^\/dashboard\/(payments|members)$/)
  await page.getByLabel('E-mail').fill('vera@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).last().click()
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))
  await page.getByRole('button', { name: 'Sign in' }).last().click()
  await page.waitForURL(`**${next}`)
  await heading(page, next.endsWith('payments') ? 'Payments' : 'Members')
}

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import type { Office } from './dashboard_people.ts'

const FOUR_DAYS_MS = 345_600_000

/** A program of the merchant's that hears webhooks: their ids, as they come. */
async function listen(office: Office) {
  const ids: unknown[] = []
  let told = (): void => undefined
  const server = createServer((request, reply) => {
    request.resume().on('end', () => {
      ids.push(request.headers['webhook-id'])
      reply.end()
      told()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/hooks`
  await office.call('POST', '/v1/webhook-endpoints', { url, events: ['payment.succeeded'] })
  return {
    ids,
    async hears(count: number): Promise<void> {
      while (ids.length < count) await new Promise<void>((resolve) => (told = resolve))
    },
    close: () => server.close(),
  }
}

/** What the acquirer charged is not what was agreed: its report opens a break. */
async function breakBooks({ call }: Office, reference: string): Promise<void> {
  await call('PUT', '/v1/sandbox/faults', {
    faults: [{ kind: 'wrong_fee', operation: 'authorize', count: 1 }],
  })
  await call('POST', '/v1/payments', {
    amount: { value: '7700', currency: 'USD' },
    payment_method: 'pm_card_visa',
    reference,
  })
  await call('POST', '/v1/sandbox/clock/advance', { by_ms: FOUR_DAYS_MS })
  while ((await call('GET', '/v1/sandbox/clock'))['status'] === 'advancing');
}

/** The dialog of an action, opened by its button, filled and confirmed. */
async function act(page: Page, from: Locator, label: string, fields: Readonly<Record<string, string>> = {}) {
  await from.getByRole('button', { name: label, exact: true }).first().click()
  const sheet = page.getByRole('dialog', { name: label })
  for (const [field, text] of Object.entries(fields)) await sheet.getByLabel(field).first().fill(text)
  const command = sheet.getByRole('button', { name: new RegExp(`^(Yes, )?${label}$`, 'i') })
  await command.click()
  await page.getByRole('dialog', { name: `${label}: done` }).waitFor()
  await page.keyboard.press('Escape')
}

/** What a person does who is called at night: pays, finds, refunds, resolves a break, sends a webhook again, looks back. */
export async function workANight(desk: {
  office: Office
  page: Page
  open: (path: string) => Promise<void>
  name: string
}): Promise<void> {
  const { office, page, open, name } = desk
  const hearer = await listen(office)
  await breakBooks(office, `night-${name}`)
  const main = page.locator('main')
  await open('/payments')
  const made = `made-${name}`
  await page.getByRole('button', { name: 'New payment' }).first().click()
  const sheet = page.getByRole('dialog', { name: 'New payment' })
  await sheet.getByLabel('Amount').fill('12.34')
  await sheet.getByLabel('Payment method').fill('pm_card_visa')
  await sheet.getByLabel('Reference').fill(made)
  await sheet.getByRole('button', { name: /New payment$/i }).click()
  await page.getByRole('dialog', { name: 'New payment: done' }).waitFor()
  await open(`/payments?reference=${made}`)
  await main.getByText('12.34').first().waitFor()
  await main.getByRole('link', { name: /^pay_/ }).first().click()
  await act(page, main, 'Refund', { Amount: '2.34' })
  await page.getByRole('region', { name: 'Refunds' }).getByText('2.34').waitFor()

  await open('/reconciliation')
  // Beside it stands one that holds money: that one is written off, and a note alone is refused.
  const row = page.getByRole('region', { name: 'Open breaks' }).getByRole('row', { name: /fee differs/ })
  await act(page, row, 'Resolve', { Note: 'The acquirer gives the difference back.' })
  await row.waitFor({ state: 'detached' })

  await open('/webhook-deliveries?state=succeeded')
  await main.getByRole('link', { name: /^dlv_/ }).first().click()
  const heard = hearer.ids.length
  await act(page, main, 'Send again')
  await hearer.hears(heard + 1)
  assert.ok(hearer.ids.slice(0, heard).includes(hearer.ids[heard]), 'the same event, under its own id')

  await open('/audit')
  const trail = page.getByRole('region', { name: 'Latest' })
  for (const action of ['reconciliation_breaks.resolve', 'ledger_transfers.post'])
    await trail.getByText(action).first().waitFor()
  hearer.close()
}

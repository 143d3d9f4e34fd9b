import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Office } from './dashboard_people.ts'

/** What a flow works with: a server, a page that somebody is signed in on, and a way to open an address of it. */
export type Desk = {
  readonly office: Office
  readonly page: Page
  readonly open: (path: string) => Promise<void>
}
const SIX_DAYS_MS = 6 * 86_400_000
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

/** An account that is reconciled with a bank, with two lines that no rule gives to its two transfers. */
async function openLooseEnds({ call }: Office): Promise<string> {
  const account = async (name: string, normal_side: 'debit' | 'credit') =>
    (await call('POST', '/v1/ledger/accounts', { currency: 'EUR', normal_side, path: `desk:${name}` }))['id']
  const statement = [
    ':20:DESK',
    ':25:DESK/1',
    ':28C:1',
    ':60F:C261101EUR10,00',
    ':61:2611021102C5,00NTRFNONREF',
    ':61:2611021102C7,00NTRFNONREF',
    ':62F:C261130EUR22,00',
    '-',
    '',
  ].join('\n')
  const content = Buffer.from(statement).toString('base64')
  const { id: file } = await call('POST', '/v1/bank-files', { name: 'desk.sta', content })
  const { data: loaded } = await call('GET', `/v1/bank-statements?file=${String(file)}`)
  const ledger_account = await account('bank', 'debit')
  const { id: reconciled } = await call('POST', '/v1/reconciliation/accounts', {
    statement: (loaded as readonly { readonly id: string }[])[0]?.id,
    ledger_account,
    suspense_account: await account('suspense', 'credit'),
    fees_account: await account('fees', 'debit'),
    tolerance_account: await account('tolerance', 'debit'),
    starts_on: '2026-11-01',
  })
  const credit_account = await account('customers', 'credit')
  for (const value of ['500', '700'])
    await call('POST', '/v1/ledger/transfers', {
      debit_account: ledger_account,
      credit_account,
      amount: { value, currency: 'EUR' },
      effective_on: '2026-11-25',
    })
  await call('POST', '/v1/sandbox/clock/advance', { by_ms: SIX_DAYS_MS })
  while ((await call('GET', '/v1/sandbox/clock'))['status'] === 'advancing');
  return String(reconciled)
}

/** Lays lines of the bank to transfers of the ledger: one pair by drag, one by keys alone. */
export async function matchByHand({ office, page, open }: Desk): Promise<void> {
  await open(`/reconciliation?account=${await openLooseEnds(office)}`)
  const side = (name: string): Locator => page.getByRole('group', { name })
  const of = (name: string, amount: string): Locator =>
    side(name).getByRole('listitem').filter({ hasText: amount })
  const [bank, ledger] = ['Lines of the bank', 'Transfers of the ledger']
  await of(bank, '5.00').dragTo(of(ledger, '5.00'))
  await page.getByText('difference 0.00 EUR').waitFor()
  await press(page, 'Match these')
  await press(page, 'Yes, match these')
  await page.getByText('Matched.').waitFor()
  await of(bank, '5.00').waitFor({ state: 'detached' })
  for (const name of [bank, ledger]) await of(name, '7.00').getByRole('checkbox').press('Space')
  await page.getByText('difference 0.00 EUR').waitFor()
  for (const name of ['Match these', 'Yes, match these'])
    await page.getByRole('button', { name, exact: true }).press('Enter')
  for (const name of [bank, ledger]) await side(name).getByText('None waits.').waitFor()
  await page.locator('main :focus').waitFor()
}

/** The answer of a refund is lost on its way: the page says so, and the next press moves nothing twice. */
export async function loseAnAnswer({ office, page, open }: Desk): Promise<void> {
  const amount = { value: '900', currency: 'USD' }
  const made = await office.call('POST', '/v1/payments', { amount, payment_method: 'pm_card_visa' })
  const payment = String(made['id'])
  const keys: (string | undefined)[] = []
  await page.route('**/v1/refunds', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length > 1) return route.continue()
    await route.fetch()
    return route.abort()
  })
  await open(`/payments/${payment}`)
  await press(page, 'Refund')
  const sheet = page.getByRole('dialog', { name: 'Refund' })
  await sheet.getByLabel('Amount').fill('0.25')
  const yes = sheet.getByRole('button', { name: 'Yes, refund' })
  await yes.click()
  const alert = sheet.getByRole('alert')
  await alert.getByText(/Look whether you are online.*Nothing was lost/).waitFor()
  await yes.click()
  await page.getByRole('dialog', { name: 'Refund: done' }).waitFor()
  await page.keyboard.press('Escape')
  await page.unroute('**/v1/refunds')
  const { data: refunds } = await office.call('GET', `/v1/refunds?payment=${payment}`)
  assert.deepEqual([(refunds as readonly unknown[]).length, keys[1]], [1, keys[0]])
}

/** What a list shows is what its file holds; and what happens elsewhere is there without being asked for. */
export async function readAList({ office, page, open }: Desk): Promise<void> {
  await open('/payments?reference=order-0')
  const saved = page.waitForEvent('download')
  await press(page, 'CSV')
  const file = await saved
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array))
  const [head = '', row = '', ...others] = Buffer.concat(chunks).toString().split('\r\n')
  assert.equal(file.suggestedFilename(), 'payments.csv')
  assert.match(head, /^amount,amount\.currency,status,/)
  assert.match(row, /^10\.50,USD,succeeded,pay_/)
  assert.deepEqual(others, [])

  await open('/customers')
  await page.getByText('live', { exact: true }).waitFor()
  await office.call('POST', '/v1/customers', { name: 'Wim Live', email: 'wim@example.com' })
  await page.getByRole('cell', { name: 'Wim Live' }).waitFor()
}

/** An event says in the list what it is about, and leads there. */
export async function goFromAnEventToItsObject({ page, open }: Desk, paid: string): Promise<void> {
  await open(`/events?object_id=${paid}`)
  await page.getByRole('columnheader', { name: 'Object ID', exact: true }).waitFor()
  await page.locator(`a:has([title="${paid}"])`).first().click()
  await page.waitForURL(`**/dashboard/payments/${paid}`)
}

import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import type { Desk } from './dashboard_desks.ts'

/** No page has as many places to stop at. */
const TABS_MAX = 120
const DIALOG_TABS = 8
const NARROW = { width: 380, height: 780 }

const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })
const main = (page: Page): Locator => page.locator('main')
const hasFocus = (place: Locator): Promise<void> => place.and(place.page().locator(':focus')).waitFor()

/** As a person without a mouse: on and on, until one is there. */
async function tabTo(place: Locator): Promise<void> {
  const page = place.page()
  await place.waitFor()
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    if (await place.and(page.locator(':focus')).isVisible()) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${String(place)} is not reached by Tab`)
}

async function enter(place: Locator): Promise<void> {
  await tabTo(place)
  await place.page().keyboard.press('Enter')
}

/** What a menu offers is there to be chosen by arrows or by its first letters. */
async function openMenu(opener: Locator): Promise<void> {
  await enter(opener)
  await hasFocus(opener.page().locator('[role=menu], [role=menu] *'))
}

/** Whatever has the focus stands in the dialog, from where it begins and after every Tab in both directions. */
async function staysInside(dialog: Locator): Promise<void> {
  const page = dialog.page()
  await hasFocus(dialog.locator('*'))
  for (const key of ['Tab', 'Shift+Tab'])
    for (let tabs = 0; tabs < DIALOG_TABS; tabs++) {
      await page.keyboard.press(key)
      const outside = page.locator(':focus').and(page.locator(':not(body, dialog, dialog *)'))
      assert.equal(await outside.count(), 0, `${key} leaves the dialog`)
    }
}

async function escapeTo(place: Locator): Promise<void> {
  await place.page().keyboard.press('Escape')
  await hasFocus(place)
}

/** A payment is filtered for, opened and refunded without a mouse; wherever one was, one comes back to. */
async function refundByKeys({ page, open }: Desk): Promise<void> {
  await open('/payments')
  await enter(page.getByRole('link', { name: 'Skip to the page' }))
  const reference = page.getByLabel('Reference', { exact: true })
  await tabTo(reference)
  await page.keyboard.type('order-0')
  await page.keyboard.press('Enter')
  await page.getByText('1 shown').waitFor()
  await hasFocus(reference)
  await enter(main(page).getByRole('link', { name: /^pay_/ }))
  await page.waitForURL('**/payments/pay_*')
  await hasFocus(main(page))
  const refund = button(page, 'Refund')
  await enter(refund)
  const sheet = page.getByRole('dialog', { name: 'Refund' })
  await staysInside(sheet)
  await escapeTo(refund)
  await page.keyboard.press('Enter')
  await tabTo(sheet.getByLabel('Amount'))
  await page.keyboard.type('0.10')
  await enter(sheet.getByRole('button', { name: 'Yes, refund' }))
  await staysInside(page.getByRole('dialog', { name: 'Refund: done' }))
  await escapeTo(refund)
}

/** What is refused leaves one where one pressed; what takes its own button away leads to the page. */
async function captureByKeys({ office, page, open }: Desk): Promise<void> {
  const { id } = await office.call('POST', '/v1/payments', {
    amount: { value: '700', currency: 'USD' },
    payment_method: 'pm_card_visa',
    capture_method: 'manual',
  })
  await open(`/payments/${String(id)}`)
  await enter(button(page, 'Capture'))
  const sheet = page.getByRole('dialog', { name: 'Capture' })
  const amount = sheet.getByLabel('Amount')
  await tabTo(amount)
  await page.keyboard.type('99')
  const yes = sheet.getByRole('button', { name: /capture$/i })
  await enter(yes)
  await sheet.getByRole('alert').waitFor()
  await hasFocus(yes)
  await amount.fill('7')
  await enter(yes)
  await page.getByRole('dialog', { name: 'Capture: done' }).waitFor()
  await page.keyboard.press('Escape')
  // Its button is there until the page has heard that the money is captured.
  await button(page, 'Capture').waitFor({ state: 'detached' })
  await hasFocus(main(page))
}

/** Columns and views are chosen, kept and left. */
async function chooseByKeys({ page, open }: Desk): Promise<void> {
  await open('/payments?reference=order-1')
  const columns = button(page, 'Columns')
  await openMenu(columns)
  await page.keyboard.type('desc')
  await hasFocus(page.getByRole('menuitemcheckbox', { name: 'Description' }))
  await page.keyboard.press('Enter')
  await page.getByRole('columnheader', { name: 'Description' }).waitFor()
  await escapeTo(columns)

  await openMenu(button(page, 'Views'))
  await page.keyboard.press('End')
  await hasFocus(page.getByRole('menuitem', { name: 'Save this view…' }))
  await page.keyboard.press('Enter')
  await hasFocus(page.getByRole('dialog', { name: 'Save this view' }).getByLabel('Name'))
  await page.keyboard.type('By keys')
  await page.keyboard.press('Enter')
  const views = button(page, 'By keys')
  await hasFocus(views)
  await openMenu(views)
  await page.keyboard.press('Home')
  await hasFocus(page.getByRole('menuitemcheckbox', { name: 'Everything' }))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard/payments')
  await hasFocus(button(page, 'Views'))
}

/** The search takes what is typed at once, by either way to it, and the menus give the focus back. */
async function searchByKeys({ page, open }: Desk): Promise<void> {
  await open('/payments')
  const search = button(page, 'Search pages and ids')
  const box = page.getByRole('combobox', { name: 'A page, an id or a reference' })
  await enter(search)
  await hasFocus(box)
  await staysInside(page.getByRole('dialog', { name: 'Search' }))
  await escapeTo(search)
  await openMenu(button(page, 'Light or dark'))
  await escapeTo(button(page, 'Light or dark'))
  await openMenu(button(page, /^Account of/))
  await page.keyboard.type('keyb')
  await hasFocus(page.getByRole('menuitem', { name: 'Keyboard shortcuts' }))
  await page.keyboard.press('Enter')
  await staysInside(page.getByRole('dialog', { name: 'Keyboard shortcuts' }))
  await escapeTo(button(page, /^Account of/))
  // The second time it leads to where one is: there is no other page to be taken to.
  for (let time = 0; time < 2; time++) {
    await page.keyboard.press('Control+k')
    await hasFocus(box)
    await page.keyboard.type('ledger')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/ledger')
    await box.waitFor({ state: 'detached' })
    await hasFocus(main(page))
  }
}

/** A tenant is chosen and left again: one stands at the beginning of its overview. */
export async function changeTenantByKeys({ page, open }: Desk): Promise<void> {
  await open('/payments')
  for (const name of ['Acme', 'Sandbox']) {
    await openMenu(button(page, /^Tenant /))
    await page.keyboard.type(name)
    await hasFocus(page.getByRole('menuitemcheckbox', { name: new RegExp(`^${name}`) }))
    await page.keyboard.press('Enter')
    await button(page, `Tenant ${name}`).waitFor()
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor()
    await hasFocus(main(page))
  }
}

/** What takes a while keeps its button. */
async function waitByKeys({ page, open }: Desk): Promise<void> {
  await open('/audit')
  await enter(button(page, 'Verify the trail'))
  await page.getByText('intact', { exact: true }).waitFor()
  await hasFocus(button(page, 'Verify the trail'))
  await open('/sandbox')
  await enter(button(page, 'Freeze'))
  await hasFocus(button(page, 'Let it run'))
  await page.keyboard.press('Enter')
  await hasFocus(button(page, 'Freeze'))
}

/** In a narrow window the menu is a dialog. */
async function openPagesByKeys({ page, open }: Desk): Promise<void> {
  const wide = page.viewportSize() ?? NARROW
  await page.setViewportSize(NARROW)
  await open('/sandbox')
  const menu = page.getByRole('button', { name: 'Menu', exact: true })
  await enter(menu)
  const drawer = page.getByRole('dialog', { name: 'Menu' })
  await staysInside(drawer)
  // Whoever presses both at once, before the page has said that it closed, is not passed over.
  for (let times = 0; times < 5; times++) {
    await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Enter')])
    await drawer.waitFor()
  }
  await escapeTo(menu)
  await page.keyboard.press('Enter')
  await enter(drawer.getByRole('link', { name: 'Overview' }))
  await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor()
  await hasFocus(main(page))
  await page.setViewportSize(wide)
}

/** What is done without a mouse, as a statement of it. Another tenant has to be there first, so that one stands apart. */
export const byKeys: Readonly<Record<string, (desk: Desk) => Promise<void>>> = {
  'a payment is found and refunded, and who closes a dialog is where they were': refundByKeys,
  'a payment is captured: a refusal moves nobody, and a button that is gone leads to the page': captureByKeys,
  'columns are chosen and a view is kept': chooseByKeys,
  'one searches, and leaves every menu as one came': searchByKeys,
  'one waits: what takes a while keeps its button': waitByKeys,
  'the menu of a narrow window is opened, left and followed': openPagesByKeys,
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { allPages } from '../apps/dashboard/src/frame/pages_list.ts'
import { resourceOf } from '../apps/dashboard/src/registry/index.ts'
import { goFromAnEventToItsObject, loseAnAnswer, matchByHand, readAList } from './dashboard_desks.ts'
import { byKeys, changeTenantByKeys } from './dashboard_keys.ts'
import { workANight } from './dashboard_night.ts'
import {
  codeOf,
  faultsInTheDark,
  faultsOf,
  fill,
  PASSWORD,
  type Office,
  openOffice,
  skip,
} from './dashboard_people.ts'
import { playInASandbox, seeTwoTenants, workAsAViewer } from './dashboard_tenants.ts'

// Goal: a person signs in and does their work at /dashboard, on a desk and on a telephone, by eye, ear and keyboard.
// Method: the whole server on loopback, a real Chromium, the product's own sign-in; axe reads every page.
const EMAIL = 'anna@example.com'
const WIDE = { width: 1280, height: 900 }
const NARROW = { width: 380, height: 780 }
const BUILD_MS_MAX = 90_000
/** A page that takes longer is broken. */
const WAIT_MS_MAX = 8_000

let office: Office
let context: BrowserContext
let page: Page
let paid: string
let secret: string
/** What the browser complains of: a policy that is broken, a script that failed. */
const complaints: string[] = []

before(async () => {
  if (skip !== false) return
  office = await openOffice()
  paid = await fill(office)
  context = await office.browser.newContext({ viewport: WIDE })
  context.setDefaultTimeout(WAIT_MS_MAX)
  page = await context.newPage()
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to|hydrat/i.test(message.text())) complaints.push(message.text())
  })
})
after(async () => {
  if (skip === false) await office.close()
})

/** `timeout`: for the first visit, which is answered when the dashboard is built. */
const open = async (path: string, timeout = WAIT_MS_MAX): Promise<void> => {
  await page.goto(`${office.url}/dashboard${path}`, { timeout })
  await page.locator('h1, [role=alert]').first().waitFor()
  // Not by a function in the page: the content policy lets nobody evaluate one there.
  await page
    .getByText(/^(Loading|Opening).*…$/)
    .first()
    .waitFor({ state: 'hidden' })
}
const button = (name: string | RegExp) => page.getByRole('button', { name })

test('whoever is not signed in is led to the door, and the first visit waits for the build', {
  skip,
}, async () => {
  // As the set-up link: a browser takes another look at an address with a # for the page that it shows.
  await open('/payments?reference=order-1#first', BUILD_MS_MAX)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ timeout: BUILD_MS_MAX })
  assert.match(page.url(), /\/dashboard\/sign-in\?next=/)
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size)
    assert.deepEqual([...(await faultsOf(page)), ...(await faultsInTheDark(page))], [])
  }
})

test('the first owner sets up a password and codes, and is in', { skip }, async () => {
  await page.goto(office.setup_url)
  await page.getByLabel('Your name').fill('Anna Jones')
  assert.doesNotMatch(page.url(), /#./, 'the token stays in no address')
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByLabel('New password').fill(PASSWORD)
  await button('Go on').click()
  await button('Set up codes').click()
  secret = (await page.locator('form .code').first().textContent()) ?? ''
  assert.match(secret, /^[A-Z2-7]{32}$/)
  await page.getByRole('img', { name: /QR code/ }).waitFor()
  assert.deepEqual(await faultsOf(page), [])
  await page.getByLabel('Code it shows now').fill(codeOf(secret))
  await button('Confirm').click()
  await button('I have kept them').click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

test('a sandbox is never taken for the real world', { skip }, async () => {
  await page.getByText('No real money moves here').waitFor()
})

test('nothing secret is kept where a script could read it', { skip }, async () => {
  const kept = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  )
  assert.doesNotMatch(kept, /florin_session|csrf|sk_test|_token/)
  const cookies = await context.cookies()
  const session = cookies.find(({ name }) => name.endsWith('florin_session'))
  assert.ok(session?.httpOnly === true && session.sameSite === 'Strict', JSON.stringify(cookies))
})

/** Lists are one page with other columns: every tenth, or all with FLORIN_PAGES=all. */
const LIST_EVERY = 10
const lists = allPages.filter(({ to }) => resourceOf(to.slice(1)) !== undefined)
const someLists = new Set(
  process.env['FLORIN_PAGES'] === 'all' ? lists : lists.filter((_, at) => at % LIST_EVERY === 0),
)
const walked = allPages.filter((one) => !lists.includes(one) || someLists.has(one))

for (const size of [WIDE, NARROW])
  test(`pages are well at ${size.width} px`, { skip, timeout: 240_000 }, async () => {
    await page.setViewportSize(size)
    const wrong: string[] = []
    for (const { to, title } of [...walked, { to: `/payments/${paid}`, title: 'a payment' }]) {
      await open(to)
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (over > 0) wrong.push(`${title}: ${over} px too wide`)
      // Lists are one page with other columns: on the telephone axe reads those that are not.
      const isRead = size === WIDE || resourceOf(to.slice(1)) === undefined
      for (const fault of isRead ? await faultsOf(page) : []) wrong.push(`${title}: ${fault}`)
      for (const fault of await faultsInTheDark(page)) wrong.push(`${title}: ${fault}`)
      for (const alert of await page.getByRole('alert').allTextContents()) wrong.push(`${title}: ${alert}`)
    }
    assert.deepEqual(wrong, [])
    assert.deepEqual(complaints, [])
    await page.setViewportSize(WIDE)
  })

test('the overview looks as far back as its address says, and its charts can be read as tables', {
  skip,
}, async () => {
  await open('/?span=30d')
  const pressed = page.getByRole('group', { name: 'Time' }).locator('[aria-pressed=true]')
  assert.equal(await pressed.textContent(), '30 days')
  await button('24 hours').click()
  await page.waitForURL(/span=24h/)
  const rates = page.getByRole('region', { name: 'Success rate' })
  await page.getByText('As a table').last().press('Enter')
  await rates.waitFor()
  // Until the answer is there, the thirty days stay.
  await rates.locator('tbody tr').nth(24).waitFor({ state: 'hidden' })
  assert.equal(await rates.locator('tbody tr').count(), 24)
  await page
    .getByRole('img', { name: /^Volume in [A-Z]{3}: \d+\.\d\d in \d+ captures?; most of it/ })
    .waitFor()
  assert.deepEqual(await faultsOf(page), [])
})

test('every address is answered with a policy that allows nothing inline, and a session alone changes nothing', {
  skip,
}, async () => {
  for (const path of ['', '/payments', `/payments/${paid}`, '/sign-in', '/setup', '/assets/none.js']) {
    const { headers } = await fetch(`${office.url}/dashboard${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /script-src 'self';style-src 'self'/, path)
    assert.doesNotMatch(policy, /unsafe|https?:|data:|\*/, path)
  }
  await open('/')
  const told = await page.evaluate<string>(
    "fetch('/v1/session', { method: 'DELETE' }).then((answer) => answer.json()).then(({ code }) => code)",
  )
  assert.equal(told, 'csrf_refused')
})

test('a refund is asked for twice, goes out once, and the page shows it by itself', { skip }, async () => {
  await open(`/payments/${paid}`)
  await button('Refund').click()
  const sheet = page.getByRole('dialog', { name: 'Refund' })
  await sheet.getByLabel('Amount').fill('1.5')
  await sheet.getByText('This moves money').waitFor()
  assert.deepEqual([...(await faultsOf(page)), ...(await faultsInTheDark(page))], [])
  await sheet.getByRole('button', { name: 'Yes, refund' }).click()
  await page.getByRole('dialog', { name: 'Refund: done' }).waitFor()
  await page.keyboard.press('Escape')
  const refunds = page.getByRole('region', { name: 'Refunds' })
  await refunds.getByText('1.50').waitFor()
  const { data: refunded } = await office.call('GET', `/v1/refunds?payment=${paid}`)
  assert.equal((refunded as unknown[]).length, 1)
})

test('what is missing in a form is said beside its field, and what the API refuses says what to do', {
  skip,
}, async () => {
  await open('/merchants')
  await button('New merchant').click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: 'New merchant' }).click()
  assert.equal(await sheet.getByText('This is needed.').count(), 4)
  for (const [label, text] of Object.entries({ Name: 'Books', City: 'Utrecht', Country: 'NL', MCC: 'x' }))
    await sheet.getByLabel(label, { exact: true }).fill(text)
  await sheet.getByRole('button', { name: 'New merchant' }).click()
  const alert = sheet.getByRole('alert')
  await alert.getByText('Correct what is named above').waitFor()
  assert.match((await alert.textContent()) ?? '', /mcc.*req_/s)
  await page.keyboard.press('Escape')
})

test('the keyboard finds pages and ids', { skip }, async () => {
  await open('/')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(paid)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/payments/${paid}`)
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.waitForURL('**/dashboard/ledger')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
})

test('filters and columns stand in the address, and a view keeps them under a name', { skip }, async () => {
  await open('/payments')
  await page.getByLabel('Reference', { exact: true }).fill('order-0')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/payments?reference=order-0')
  await page.getByText('1 shown').waitFor()
  await button('Columns').click()
  await page.getByRole('menuitemcheckbox', { name: 'Description' }).click()
  await page.keyboard.press('Escape')
  await page.waitForURL(/columns=/)
  await button('Views').click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByLabel('Name').fill('Order zero')
  await button('Save').click()
  await open('/payments')
  await button('Views').click()
  await page.getByRole('menuitemcheckbox', { name: 'Order zero' }).click()
  await page.waitForURL(/reference=order-0/)
})

for (const [what, act] of Object.entries(byKeys))
  test(`by keys alone ${what}`, { skip }, () => act({ office, page, open }))

test('an empty list teaches, with the command that fills it', { skip }, async () => {
  await open('/mandates')
  await page.getByRole('heading', { name: 'No mandates yet' }).waitFor()
  assert.match(
    (await page.locator('pre').textContent()) ?? '',
    /^curl -X POST http:\/\/localhost:\d+\/v1\/mandates/,
  )
})

test('the books are proven on the spot', { skip }, async () => {
  await open('/ledger')
  await button('Prove the books').click()
  await page.getByText('holds', { exact: true }).waitFor()
})

for (const size of [WIDE, NARROW])
  test(`a whole night's work is done at ${size.width} px: pay, find, refund, resolve, send again, look back`, {
    skip,
    timeout: 120_000,
  }, async () => {
    await page.setViewportSize(size)
    await workANight({ office, page, open, name: String(size.width) })
    assert.deepEqual(complaints, [])
    await page.setViewportSize(WIDE)
  })

test('what the bank says is laid to what the ledger says, by drag and by keys', { skip }, () =>
  matchByHand({ office, page, open }),
)

test('an answer that is lost on its way is no failure: the same again moves nothing twice', { skip }, () =>
  loseAnAnswer({ office, page, open }),
)

test('a list is given as a file, and shows what happens elsewhere by itself', { skip }, () =>
  readAList({ office, page, open }),
)

test('an event leads from the list to what it is about', { skip }, () =>
  goFromAnEventToItsObject({ office, page, open }, paid),
)

test(
  'another tenant is another world: nothing of the sandbox is seen in it, and what is live says so',
  {
    skip,
  },
  () => seeTwoTenants({ office, page, open }, paid),
)

test('by keys alone another tenant is chosen', { skip }, () => changeTenantByKeys({ office, page, open }))

test('a sandbox is made, its clock moved, an event had and all of it begun anew', { skip }, () =>
  playInASandbox({ office, page, open }),
)

test(
  'a role is offered nothing that it may not do; a session that ended leads to the door and back',
  {
    skip,
    timeout: 120_000,
  },
  () => workAsAViewer({ office, page, open }, paid),
)

test('the audit trail is verified on the spot', { skip }, async () => {
  await open('/audit')
  await button('Verify the trail').click()
  await page.getByText('intact', { exact: true }).waitFor()
  await page.getByText('Nothing was changed, taken out, added or moved.').waitFor()
})

test('what fails most stands first, with its page and its requests; a payment names the requests that made it', {
  skip,
}, async () => {
  await assert.rejects(office.call('POST', '/v1/merchants', { country: 'Nowhere' }), /invalid_request/)
  await office.writeRequestLog()
  await open('/developers')
  await page.getByText(/of your failures/).waitFor()
  assert.match(
    (await page.getByRole('link', { name: /about invalid_request/ }).getAttribute('href')) ?? '',
    /^\/docs\/errors\/invalid_request$/,
  )
  await page.getByRole('link', { name: /The requests with invalid_request/ }).click()
  await page.getByRole('link', { name: /req_/ }).first().click()
  await page.getByRole('region', { name: 'What was at fault' }).getByText('country').waitFor()
  assert.deepEqual(await faultsOf(page), [])
  await open(`/payments/${paid}`)
  const made = page.getByRole('region', { name: 'The API requests that made it' })
  await made.getByText('/v1/payments', { exact: true }).waitFor()
})

test('a passkey is added, and signs in without a password', { skip }, async () => {
  const devices = await context.newCDPSession(page)
  await devices.send('WebAuthn.enable')
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await open('/account')
  await page.getByLabel('Name of this device').fill('Laptop')
  await button('Add a passkey').click()
  await page.getByText('The passkey is kept.').waitFor()
  await signOut()
  await button('Sign in with a passkey').click()
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
})

async function signOut(): Promise<void> {
  await button('Account of Anna Jones').click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

test('a password alone does not open the door; a code does, and leads to where one wanted to go', {
  skip,
}, async () => {
  await signOut()
  await open('/disputes')
  await page.getByLabel('E-mail').fill(EMAIL)
  await page.getByLabel('Password').fill(PASSWORD)
  await button('Sign in').last().click()
  await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))
  await button('Sign in').last().click()
  await page.waitForURL('**/dashboard/disputes')
  await page.getByRole('heading', { name: 'Disputes' }).waitFor()
  assert.deepEqual(complaints, [])
})

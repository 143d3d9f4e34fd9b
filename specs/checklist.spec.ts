// Goal: whoever is about to go live is told what is missing, and the list gets shorter as they do what it says.
// Method: the command line on a real server with a fresh sandbox.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Checked } from '../apps/cli/checklist.ts'
import { testCli } from '../apps/cli/testing.ts'
import { listen } from '../sdk/typescript/testing.ts'
import { type SandboxApp, startSandboxApp } from './sandbox_app.ts'
import { openShop } from './sandbox_shop.ts'

let api: SandboxApp
let receiver: Awaited<ReturnType<typeof listen>>
before(async () => {
  api = await startSandboxApp()
  receiver = await listen((_request, response) => void response.writeHead(200).end())
})
after(async () => {
  await api?.close()
  await receiver?.close()
})

const verdictsOf = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (JSON.parse(out) as { readonly checks: readonly Checked[] }).checks.map(({ name, verdict }) => [
      name,
      verdict,
    ]),
  )

test('a fresh sandbox is told what is missing, and each step that it takes is seen', async () => {
  const shop = openShop(api)
  const key = await shop.frozen()
  const cli = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: key })
  const first = await cli.run('checklist')
  assert.equal(first.exit, 1)
  assert.match(first.out, /✓ the books balance/)
  assert.match(first.out, /✗ a webhook endpoint is enabled and answers \(0 of 0 endpoints\)\n {4}Add one/)
  assert.match(first.out, /Only you know:\n {2}· Who is woken at night/)
  const [endpoint, restricted] = await Promise.all([
    shop.post(key, '/v1/webhook-endpoints', { url: receiver.url, events: ['*'] }),
    shop.post(key, '/v1/api-keys', { kind: 'restricted', name: 'Reports', scopes: ['ledger.accounts:read'] }),
  ])
  await shop.post(key, '/v1/approval-policy', {
    thresholds: [],
    approvers_otherwise: 1,
    approval_hours: 72,
    cooling_days: 3,
    cooling: 'wait',
    payee_check: 'where_required',
    tries_other_rails: true,
  })
  assert.ok(endpoint['id'])
  const then = verdictsOf((await cli.run('checklist', '--json')).out)
  assert.deepEqual(
    [
      then['a webhook endpoint is enabled and answers'],
      then['programs use restricted keys'],
      then['payouts need a second person'],
      then['no secret key is good from everywhere'],
    ],
    ['holds', 'holds', 'holds', 'missing'],
  )
  const narrow = await testCli({ FLORIN_URL: api.url, FLORIN_KEY: String(restricted['secret']) })
  const seen = await narrow.run('checklist', '--json')
  const verdicts = Object.values(verdictsOf(seen.out))
  assert.ok(verdicts.includes('unseen') && !verdicts.includes('missing'), seen.out)
  assert.equal(seen.exit, 0, 'what a key may not see is not said to be missing')
})

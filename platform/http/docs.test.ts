import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { ownKeyScript } from './docs.ts'

const SHOWN = `curl http://127.0.0.1:4010/v1/payments -H "Authorization: Bearer sk_test_…"`

/** What the reference gets to read of an answer, in the tab of a reader who has typed this as their key. */
async function readBy(
  typed: string | null,
  address = 'http://127.0.0.1:7000/docs/api/openapi.json',
): Promise<string> {
  const answer = new Response(SHOWN)
  Object.defineProperty(answer, 'url', { value: address })
  const tab = {
    sessionStorage: { getItem: () => typed },
    location: { origin: 'http://127.0.0.1:7000' },
    Response,
    fetch: () => Promise.resolve(answer),
  }
  runInNewContext(ownKeyScript, tab)
  return (await (tab.fetch as (address: string) => Promise<Response>)(address)).text()
}

test('in the reference stand the key that the reader has typed, and the address at which they read', async () => {
  assert.equal(
    await readBy(' sk_test_mine '),
    `curl http://127.0.0.1:7000/v1/payments -H "Authorization: Bearer sk_test_mine"`,
  )
})

test('what is no test key is not put there, and other answers stay as they came', async () => {
  for (const typed of [null, '', 'sk_live_real', 'sk_test_a","x":"'])
    assert.ok((await readBy(typed)).endsWith('Bearer sk_test_…"'), String(typed))
  assert.equal(await readBy('sk_test_mine', 'http://127.0.0.1:7000/openapi.json'), SHOWN)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { surveyMessage } from './survey.ts'

const of = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}

test('a document that breaks off is refused with the place and one sentence', async () => {
  const { refusal } = await surveyMessage(of(Buffer.from('<Document>\n<A>')))
  assert.equal(refusal?.because, 'Line 2: The document ends too early: unclosed tag: A.')
})

test('whatever is brought is refused with a reason, and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array(),
        fc.string().map((text) => Buffer.from(text)),
      ),
      async (bytes) => {
        const { head, refusal, transactions } = await surveyMessage(of(bytes))
        assert.equal(head, undefined)
        assert.equal(refusal?.code, 'FF01')
        assert.equal(transactions, 0)
      },
    ),
    { numRuns: 50 },
  )
})

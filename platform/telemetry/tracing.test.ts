import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { startTracing } from './tracing.ts'
import { parseTraceparent } from './traceparent.ts'

const PARENT = parseTraceparent('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')

type Sent = {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] }
    scopeSpans: { spans: Span[] }[]
  }[]
}
type Span = {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
  status: { code: number; message?: string }
}

/** A collector of our own that keeps what it is sent. */
async function collector() {
  const bodies: { path: string; text: string }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      bodies.push({ path: request.url ?? '', text })
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const spans = (): Span[] =>
    bodies.flatMap(({ text }) =>
      (JSON.parse(text) as Sent).resourceSpans.flatMap((one) =>
        one.scopeSpans.flatMap((inner) => inner.spans),
      ),
    )
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    spans,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

test('without an endpoint nothing is traced, and everything runs', async () => {
  const tracing = await startTracing({ service_name: 'florin' })
  const value = await tracing.span('work', { parent: PARENT }, async (span) => {
    span.set({ status: 200 })
    return 42
  })
  assert.equal(value, 42)
  await tracing.stop()
})

test('with an endpoint spans reach the collector, in the caller’s trace, without secrets', async () => {
  const otlp = await collector()
  const tracing = await startTracing({ endpoint: `${otlp.url}/`, service_name: 'florin-test' })
  let header: string | undefined
  await tracing.span(
    'POST /v1/x',
    { parent: PARENT, kind: 'server', attributes: { route: '/v1/x' } },
    async (span) => {
      await tracing.span('post_transfers', { kind: 'client' }, async () => {
        header = tracing.traceparent()
      })
      span.set({ status: 201 })
    },
  )
  const failing = tracing.span('failing', { attributes: { note: 'sk_test_abcdefgh12345678' } }, async () => {
    throw new Error('card 4242424242424242')
  })
  await assert.rejects(failing, /card/)
  await tracing.stop()
  await otlp.close()

  assert.deepEqual(new Set(otlp.bodies.map(({ path }) => path)), new Set(['/v1/traces']))
  const span = (name: string): Span => otlp.spans().find((one) => one.name === name) as Span
  const [outer, inner] = [span('POST /v1/x'), span('post_transfers')]
  assert.equal(outer.traceId, PARENT?.trace_id)
  assert.equal(outer.parentSpanId, PARENT?.parent_id)
  assert.equal(inner.parentSpanId, outer.spanId)
  assert.deepEqual(parseTraceparent(header), {
    trace_id: PARENT?.trace_id,
    parent_id: inner.spanId,
    is_sampled: true,
  })
  assert.deepEqual(
    outer.attributes.map(({ key }) => key),
    ['route', 'status'],
  )
  assert.deepEqual(span('failing').status, { code: 2, message: 'Error: card [redacted]' })
  const sent = otlp.bodies.map(({ text }) => text).join('')
  assert.ok(!sent.includes('4242424242424242') && !sent.includes('sk_test_'))
  assert.ok(sent.includes('florin-test'))
})

test('a caller that did not sample its trace is not sampled here either', async () => {
  const otlp = await collector()
  const tracing = await startTracing({ endpoint: otlp.url, service_name: 'florin-test' })
  const parent = { trace_id: 'a'.repeat(32), parent_id: 'b'.repeat(16), is_sampled: false }
  let header: string | undefined
  await tracing.span('quiet', { parent }, async () => {
    header = tracing.traceparent()
  })
  await tracing.stop()
  await otlp.close()
  assert.equal(otlp.bodies.length, 0)
  assert.equal(parseTraceparent(header)?.trace_id, parent.trace_id, 'but the trace goes on')
})

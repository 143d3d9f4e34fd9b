import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realWorld } from '../../kernel/world.ts'
import { createMetrics } from './metrics.ts'

const page = async (metrics: ReturnType<typeof createMetrics>): Promise<string[]> =>
  (await metrics.text()).split('\n')

test('rate, errors and duration of each route stand in one histogram', async () => {
  const metrics = createMetrics({ runtime: false })
  const observe = metrics.edge.route('/v1/ledger/transfers', 'POST')
  observe(201, 0.4)
  observe(201, 3)
  observe(422, 70)
  const lines = await page(metrics)
  const row = (name: string, status_class: string, value: string, le?: string): string =>
    `florin_http_request_seconds_${name}{method="POST",route="/v1/ledger/transfers",status_class="${status_class}"${le === undefined ? '' : `,le="${le}"`}} ${value}`
  for (const line of [
    row('bucket', '2xx', '1', '0.0005'),
    row('bucket', '2xx', '1', '0.0025'),
    row('bucket', '2xx', '2', '0.005'),
    row('bucket', '2xx', '2', '+Inf'),
    row('count', '2xx', '2'),
    row('sum', '4xx', '0.07'),
    row('bucket', '4xx', '1', '0.1'),
    row('count', '5xx', '0'),
    '# TYPE florin_http_request_seconds histogram',
  ])
    assert.ok(
      lines.some((one) => same(one, line)),
      line,
    )
})

/** The page does not promise an order of labels. */
const same = (a: string, b: string): boolean => parts(a) === parts(b)
const parts = (line: string): string => {
  const [name = '', labels = '', value = ''] = line.split(/[{}]/)
  return [
    name,
    ...labels
      .split(',')
      .filter(Boolean)
      .toSorted((x, y) => x.localeCompare(y, 'en')),
    value,
  ].join('|')
}

test('batches, refusals and versions are counted', async () => {
  const metrics = createMetrics({ runtime: false })
  const batch = metrics.batch('post_transfers')
  for (const items of [1, 100, 512]) batch(items)
  metrics.edge.shed('queue_full')
  metrics.edge.shed('queue_full')
  metrics.edge.limited('key')
  metrics.edge.version('2026-11-21')
  metrics.edge.deprecated('2026-10-01', 'key_1')
  metrics.edge.deprecated('2026-10-01', 'key_1')
  const lines = await page(metrics)
  for (const line of [
    'florin_batch_items_bucket{batcher="post_transfers",le="128"} 2',
    'florin_batch_items_sum{batcher="post_transfers"} 613',
    'florin_http_shed_total{reason="queue_full"} 2',
    'florin_http_limited_total{reason="key"} 1',
    'florin_http_version_total{version="2026-11-21"} 1',
    'florin_http_deprecated_total{version="2026-10-01",client="key_1"} 2',
  ])
    assert.ok(
      lines.some((one) => same(one, line)),
      line,
    )
})

test('versions that callers make up do not make metrics without end', async () => {
  const metrics = createMetrics({ runtime: false })
  for (let version = 0; version < 1_000; version++) metrics.edge.version(`v${version}`)
  for (let client = 0; client < 1_500; client++) metrics.edge.deprecated('2026-10-01', `key_${client}`)
  const lines = (await page(metrics)).filter((line) => line.startsWith('florin_http_version_total'))
  assert.equal(lines.length, 51)
  assert.ok(lines.includes('florin_http_version_total{version="other"} 950'))
  const others = 'florin_http_deprecated_total{version="2026-10-01",client="other"} 500'
  assert.ok((await page(metrics)).some((line) => same(line, others)))
})

test('a gauge is read at each scrape; one that fails is left out and the others stand', async () => {
  const metrics = createMetrics({ runtime: false })
  let depth = 3
  metrics.gauge('florin_queue_depth', 'Waiting.', ['queue'], () => [
    { labels: { queue: 'post' }, value: depth },
  ])
  metrics.gauge('florin_broken', 'Broken.', [], () => Promise.reject(new Error('the database is away')))
  assert.ok((await page(metrics)).includes('florin_queue_depth{queue="post"} 3'))
  depth = 0
  assert.ok((await page(metrics)).includes('florin_queue_depth{queue="post"} 0'))
})

test('the runtime’s own metrics are there: memory, garbage collection, lag of the event loop', async () => {
  const text = await createMetrics().text()
  for (const name of ['florin_process_resident_memory_bytes', 'florin_nodejs_eventloop_lag_seconds'])
    assert.ok(text.includes(name), name)
})

test('an observation costs well under a microsecond', (t) => {
  const observe = createMetrics({ runtime: false }).edge.route('/v1/x', 'GET')
  const world = realWorld()
  const rounds = 1_000_000
  for (let warm = 0; warm < 10_000; warm++) observe(200, warm % 50)
  const started_ms = world.elapsed_ms()
  for (let round = 0; round < rounds; round++) observe(200, round % 50)
  const each_ns = ((world.elapsed_ms() - started_ms) * 1e6) / rounds
  t.diagnostic(`${each_ns.toFixed(1)} ns each`)
  assert.ok(each_ns < 1_000)
})

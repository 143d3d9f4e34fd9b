import type { Metric, Registry } from 'prom-client'
import { assert } from '../../kernel/assert.ts'
import {
  createLightCounter,
  createLightHistogram,
  type GaugeRow,
  type LightCounter,
  type LightHistogram,
  type MetricList,
  registerGauge,
} from './light_metrics.ts'

/** What the HTTP edge counts. `route` is called once per route; what it returns, once per request. */
export type EdgeMetrics = {
  route(path: string, method: string): (status: number, duration_ms: number) => void
  /** A request served in this API version. */
  version(version: string): void
  /** A request whose version or route is deprecated, by the key that made it: who has to be told. */
  deprecated(version: string, client: string): void
  /** A request refused before any work because the server is full. */
  shed(reason: string): void
  /** A request refused by a rate limit. */
  limited(reason: string): void
}

export type Metrics = {
  readonly edge: EdgeMetrics
  /** Call once per batcher; what it returns, once per batch. */
  batch(batcher: string): (items: number) => void
  counter(name: string, help: string, label_names: readonly string[]): LightCounter
  /** Of seconds. Its count by label is a rate, too. */
  histogram(name: string, help: string, label_names: readonly string[]): LightHistogram
  /** `read` is called at each scrape. */
  gauge(
    name: string,
    help: string,
    label_names: readonly string[],
    read: () => readonly GaugeRow[] | Promise<readonly GaugeRow[]>,
  ): void
  /** The page that Prometheus scrapes. */
  text(): Promise<string>
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const
const ITEMS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192] as const
/** Versions counted by name; a caller's header must not make metrics without end. */
const VERSIONS_MAX = 50
/** Clients counted by name; those beyond share one line. */
const CLIENTS_MAX = 1_000

/**
 * Metrics of one server, in a registry of its own. Rate, errors and duration per route come from one histogram
 * (`florin_http_request_seconds`): its count by `status_class` is the rate and the errors. What Node tells of itself
 * is watched from the first scrape on.
 */
export function createMetrics(options: { runtime?: boolean } = {}): Metrics {
  const { registry, text } = createPage(options.runtime !== false)
  const items = createLightHistogram(registry, {
    name: 'florin_batch_items',
    help: 'Items that shared one round trip to the database.',
    label_names: ['batcher'],
    bounds: ITEMS,
  })
  return {
    edge: edgeMetrics(registry),
    batch: (batcher) => items(batcher),
    counter: (name, help, label_names) => createLightCounter(registry, { name, help, label_names }),
    histogram: (name, help, label_names) =>
      createLightHistogram(registry, { name, help, label_names, bounds: SECONDS }),
    gauge: (name, help, label_names, read) => registerGauge(registry, { name, help, label_names }, read),
    text,
  }
}

/** prom-client takes 40 ms to load, so it is loaded by the first scrape. */
function createPage(has_runtime: boolean): { registry: MetricList; text(): Promise<string> } {
  const all = new Map<string, Metric>()
  let opened: Registry | undefined
  const open = async (): Promise<Registry> => {
    const { collectDefaultMetrics, Registry: Page } = await import('prom-client')
    if (opened !== undefined) return opened
    opened = new Page()
    if (has_runtime) collectDefaultMetrics({ register: opened, prefix: 'florin_' })
    for (const metric of all.values()) opened.registerMetric(metric)
    return opened
  }
  return {
    registry: {
      add(name, metric) {
        assert(!all.has(name), `${name} is one metric`)
        all.set(name, metric)
        opened?.registerMetric(metric)
      },
    },
    text: async () => (opened ?? (await open())).metrics(),
  }
}

function clientCounter(registry: MetricList): EdgeMetrics['deprecated'] {
  const count = createLightCounter(registry, {
    name: 'florin_http_deprecated_total',
    help: 'Requests in a deprecated version or on a deprecated route, by client.',
    label_names: ['version', 'client'],
  })
  const clients = new Set<string>()
  return (version, client) => {
    if (clients.size < CLIENTS_MAX) clients.add(client)
    count(version, clients.has(client) ? client : 'other')()
  }
}

function edgeMetrics(registry: MetricList): EdgeMetrics {
  const seconds = createLightHistogram(registry, {
    name: 'florin_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    label_names: ['method', 'route', 'status_class'],
    bounds: SECONDS,
  })
  const counter = (name: string, help: string, label: string) => {
    const count = createLightCounter(registry, { name, help, label_names: [label] })
    const known = new Map<string, () => void>()
    return (value: string): void => {
      const name_of = known.has(value) || known.size < VERSIONS_MAX ? value : 'other'
      const child = known.get(name_of) ?? count(name_of)
      known.set(name_of, child)
      child()
    }
  }
  return {
    route(path, method) {
      const classes = Array.from({ length: 6 }, (_, digit) =>
        digit === 0 ? () => undefined : seconds(method, path, `${digit}xx`),
      )
      return (status, duration_ms) => classes[(status / 100) | 0]?.(duration_ms / 1000)
    },
    version: counter('florin_http_version_total', 'Requests by API version.', 'version'),
    deprecated: clientCounter(registry),
    shed: counter(
      'florin_http_shed_total',
      'Requests refused before work because the server was full.',
      'reason',
    ),
    limited: counter('florin_http_limited_total', 'Requests refused by a rate limit.', 'reason'),
  }
}

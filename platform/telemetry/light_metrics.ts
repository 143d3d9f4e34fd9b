import type { Metric } from 'prom-client'
import { assert } from '../../kernel/assert.ts'

/**
 * Counters for the hot path. prom-client hashes labels at every observation (about 300 ns); here a child is
 * bound once and then adds to typed arrays (about 10 ns, see metrics.test.ts). The values are rendered by
 * prom-client when it is scraped.
 */
type LightMetric = { get(): Promise<Scraped> }
/** What prom-client renders: its own form, which its types only know from inside. */
type Scraped = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly aggregator: 'sum'
  readonly values: readonly Value[]
}
type Value = {
  readonly metricName?: string
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}

type Labels = Readonly<Record<string, string>>
type Described = { readonly name: string; readonly help: string; readonly label_names: readonly string[] }

/** What a page of metrics is made of. */
export type MetricList = { add(name: string, metric: Metric): void }

/** prom-client asks a metric for nothing but its name and `get`. */
function register(registry: MetricList, described: Described, metric: LightMetric): void {
  registry.add(described.name, { ...described, ...metric } as unknown as Metric)
}

const labelsOf = ({ name, label_names }: Described, values: readonly string[]): Labels => {
  assert(values.length === label_names.length, `${name} has ${label_names.length} labels`)
  return Object.fromEntries(label_names.map((label, index) => [label, values[index] as string]))
}

/** Children a metric may have: a label must not come from what callers make up. */
const CHILDREN_MAX = 10_000

export type LightCounter = (...label_values: string[]) => (count?: number) => void

/** A counter. Call it with label values once, keep what it returns, and call that to count. */
export function createLightCounter(registry: MetricList, described: Described): LightCounter {
  const children = new Map<string, { labels: Labels; value: number }>()
  register(registry, described, {
    get: async () => ({
      name: described.name,
      help: described.help,
      type: 'counter',
      aggregator: 'sum',
      values: [...children.values()].map(({ labels, value }) => ({ labels, value })),
    }),
  })
  return (...label_values) => {
    const key = JSON.stringify(label_values)
    const child = children.get(key) ?? { labels: labelsOf(described, label_values), value: 0 }
    assert(children.size < CHILDREN_MAX, `${described.name} has too many children`)
    children.set(key, child)
    return (count = 1) => {
      child.value += count
    }
  }
}

export type LightHistogram = (...label_values: string[]) => (value: number) => void

/** A histogram with upper bounds `bounds`, ascending. Used like a counter. */
export function createLightHistogram(
  registry: MetricList,
  described: Described & { readonly bounds: readonly number[] },
): LightHistogram {
  const { name, bounds } = described
  const children = new Map<string, { labels: Labels; counts: Float64Array; sum: number }>()
  const rows = (): Value[] =>
    [...children.values()].flatMap(({ labels, counts, sum }) => {
      let total = 0
      const buckets = Array.from(counts, (count, index) => {
        total += count
        return {
          metricName: `${name}_bucket`,
          labels: { ...labels, le: bounds[index] ?? '+Inf' },
          value: total,
        }
      })
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels: { ...labels }, value: sum },
        { metricName: `${name}_count`, labels: { ...labels }, value: total },
      ]
    })
  register(registry, described, {
    get: async () => ({ name, help: described.help, type: 'histogram', aggregator: 'sum', values: rows() }),
  })
  return (...label_values) => {
    const key = JSON.stringify(label_values)
    const child = children.get(key) ?? {
      labels: labelsOf(described, label_values),
      counts: new Float64Array(bounds.length + 1),
      sum: 0,
    }
    assert(children.size < CHILDREN_MAX, `${name} has too many children`)
    children.set(key, child)
    const { counts } = child
    return (value) => {
      let index = 0
      while (index < bounds.length && value > (bounds[index] as number)) index++
      counts[index] = (counts[index] as number) + 1
      child.sum += value
    }
  }
}

export type GaugeRow = { readonly labels: Labels; readonly value: number }

/** A gauge that is read when it is scraped. A read that fails leaves the gauge out of that scrape. */
export function registerGauge(
  registry: MetricList,
  described: Described,
  read: () => readonly GaugeRow[] | Promise<readonly GaugeRow[]>,
): void {
  register(registry, described, {
    async get() {
      const rows = await Promise.resolve()
        .then(read)
        .catch((): GaugeRow[] => [])
      return {
        name: described.name,
        help: described.help,
        type: 'gauge',
        aggregator: 'sum',
        values: rows.map(({ labels, value }) => ({ labels: { ...labels }, value })),
      }
    },
  })
}

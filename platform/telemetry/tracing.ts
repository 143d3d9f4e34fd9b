import {
  type Attributes,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { StartRefused } from '../db/start_refused.ts'
import { redact } from './scan.ts'
import { formatTraceparent, type TraceParent } from './traceparent.ts'

export type SpanOptions = {
  /** Who called us, as `parseTraceparent` read it; absent: the span that is running, or a new trace. */
  readonly parent?: TraceParent | undefined
  readonly kind?: 'server' | 'client' | 'internal' | 'producer' | 'consumer'
  /** Names and codes, never bodies: what stands here leaves the machine. */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
}

/** The span that is running, for what is only known later. */
export type RunningSpan = { set(attributes: Readonly<Record<string, string | number | boolean>>): void }

export type Tracing = {
  /** Runs `fn` in a span that ends with it; a rejection marks the span as failed and goes on to the caller. */
  span<T>(name: string, options: SpanOptions, fn: (span: RunningSpan) => Promise<T>): Promise<T>
  /** The header that puts an outgoing call below the running span; undefined when nothing is traced. */
  traceparent(): string | undefined
  /** Sends what is still held and lets go. */
  stop(): Promise<void>
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/**
 * Tracing through the OpenTelemetry API. Without `endpoint` nothing is recorded and nothing leaves the machine;
 * with it (`OTEL_EXPORTER_OTLP_ENDPOINT`, the base URL of an OTLP/HTTP collector) the exporter is loaded.
 *
 * Errors: StartRefused when the exporter's optional packages are not installed.
 */
export async function startTracing(options: { endpoint?: string; service_name: string }): Promise<Tracing> {
  const shutdown =
    options.endpoint === undefined ? undefined : await startExporter(options.endpoint, options.service_name)
  return {
    span,
    traceparent() {
      const current = trace.getActiveSpan()?.spanContext()
      if (current === undefined || !trace.isSpanContextValid(current)) return undefined
      const { traceId, spanId, traceFlags } = current
      return formatTraceparent({
        trace_id: traceId,
        parent_id: spanId,
        is_sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
      })
    },
    async stop() {
      await shutdown?.()
    },
  }
}

function span<T>(name: string, options: SpanOptions, fn: (span: RunningSpan) => Promise<T>): Promise<T> {
  const { parent, kind = 'internal', attributes = {} } = options
  const above =
    parent === undefined ? context.active() : trace.setSpanContext(context.active(), remote(parent))
  const tracer = trace.getTracer('florin')
  return tracer.startActiveSpan(
    name,
    { kind: kinds[kind], attributes: clean(attributes) },
    above,
    async (open) => {
      try {
        return await fn({ set: (more) => void open.setAttributes(clean(more)) })
      } catch (error) {
        const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        open.setStatus({ code: SpanStatusCode.ERROR, message: redact(message) })
        throw error
      } finally {
        open.end()
      }
    },
  )
}

const remote = ({ trace_id, parent_id, is_sampled }: TraceParent) => ({
  traceId: trace_id,
  spanId: parent_id,
  traceFlags: is_sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
})

const clean = (attributes: NonNullable<SpanOptions['attributes']>): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === 'string' ? redact(value) : value,
    ]),
  )

async function startExporter(endpoint: string, service_name: string): Promise<() => Promise<void>> {
  const [sdk, otlp, resources] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]).catch((error: unknown) => {
    throw new StartRefused(
      `OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry's optional packages are not installed (${(error as Error).message}); install them or unset it.`,
    )
  })
  const exporter = new otlp.OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })
  const provider = new sdk.NodeTracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': service_name }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  })
  provider.register()
  return async () => {
    await provider.shutdown()
    trace.disable()
    context.disable()
    propagation.disable()
  }
}

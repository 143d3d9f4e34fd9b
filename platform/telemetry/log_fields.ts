import { inSources } from './source_place.ts'

/**
 * The allow-list: what a log line may hold, and as what. A field that is not named here never reaches a log,
 * and no field takes a body, a header or an object of the caller's.
 */
export type LogFields = {
  /** Whose lines these are, where a part of the program has a stream of its own. */
  readonly stream?: string
  readonly request_id?: string
  /** Public id of the tenant. */
  readonly tenant?: string
  readonly tenant_id?: bigint
  readonly actor?: string
  readonly method?: string
  /** The route's pattern, never the path as sent: paths hold ids and what people paste into them. */
  readonly route?: string
  readonly status?: number
  readonly ms?: number
  readonly code?: string
  readonly error?: unknown
  readonly kind?: string
  readonly job_id?: string
  readonly outcome?: string
  readonly consumer?: string
  readonly lease?: string
  readonly seq?: bigint
  readonly count?: number
  readonly attempt?: number
  readonly reason?: string
  readonly url?: string
  readonly version?: string
  readonly trace_id?: string
  readonly counts?: Readonly<Record<string, number | bigint>>
  readonly port?: number
  readonly host?: string
  readonly roles?: readonly string[]
}

const allowed: Readonly<Record<keyof LogFields, true>> = {
  stream: true,
  request_id: true,
  tenant: true,
  tenant_id: true,
  actor: true,
  method: true,
  route: true,
  status: true,
  ms: true,
  code: true,
  error: true,
  kind: true,
  job_id: true,
  outcome: true,
  consumer: true,
  lease: true,
  seq: true,
  count: true,
  attempt: true,
  reason: true,
  url: true,
  version: true,
  trace_id: true,
  counts: true,
  port: true,
  host: true,
  roles: true,
}

const TEXT_CHARS_MAX = 1_000
const NAMES_MAX = 50
const DEPTH_MAX = 3

/** Keeps what is allowed and makes it printable. Runs for every line, whatever the types were told. */
export function permitted(fields: object): Record<string, unknown> {
  const line: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || !Object.hasOwn(allowed, name)) continue
    if (name === 'error') line[name] = faultOf(value)
    else if (name === 'url') line[name] = withoutUserinfo(value)
    else line[name] = printable(value, 0)
  }
  return line
}

const isSecret = (value: object): boolean => typeof (value as { reveal?: unknown }).reveal === 'function'

function printable(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.length > TEXT_CHARS_MAX ? `${value.slice(0, TEXT_CHARS_MAX)}…` : value
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return value.toString()
    case 'object':
      return value === null ? null : printableObject(value, depth)
    default:
      return undefined
  }
}

function printableObject(value: object, depth: number): unknown {
  if (isSecret(value)) return '[secret]'
  if (depth >= DEPTH_MAX || ArrayBuffer.isView(value)) return '[object]'
  if (value instanceof Error) return faultOf(value)
  if (Array.isArray(value)) return value.slice(0, NAMES_MAX).map((item) => printable(item, depth + 1))
  const entries = Object.entries(value).slice(0, NAMES_MAX)
  return Object.fromEntries(entries.map(([name, item]) => [name, printable(item, depth + 1)]))
}

type Thrown = { name?: unknown; code?: unknown; message?: unknown; stack?: unknown; cause?: unknown }

/** Name, code, message and the place of an error; none of the other properties that libraries hang on it. */
function faultOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return printable(String(error), 0)
  if (isSecret(error)) return '[secret]'
  const { name, code, message, stack, cause } = error as Thrown
  return {
    name: typeof name === 'string' ? printable(name, 0) : 'Error',
    ...(typeof code === 'string' || typeof code === 'number' ? { code: printable(code, 0) } : {}),
    message: typeof message === 'string' ? printable(message, 0) : '',
    ...(typeof stack === 'string' ? { at: placeOf(stack) } : {}),
    ...(cause instanceof Error ? { cause: `${cause.name}: ${cause.message}`.slice(0, TEXT_CHARS_MAX) } : {}),
  }
}

/** The first frame of our own code: where to look, without the arguments a whole stack may quote. */
function placeOf(stack: string): string | undefined {
  const frames = inSources(stack)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
  const own = frames.find((line) => !line.includes('node_modules') && !line.includes('node:')) ?? frames[0]
  return /[^/\\ (]+:\d+:\d+\)?$/.exec(own ?? '')?.[0].replace(')', '')
}

function withoutUserinfo(value: unknown): unknown {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined
  const url = new URL(value)
  return `${url.protocol}//${url.host}${url.pathname}`
}

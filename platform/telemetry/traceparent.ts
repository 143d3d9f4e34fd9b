import type { World } from '../../kernel/world.ts'

/** Where a request stands in a distributed trace (W3C Trace Context, level 1). */
export type TraceParent = {
  /** 32 lower-case hex digits, not all zero. */
  readonly trace_id: string
  /** 16 lower-case hex digits, not all zero: the span that called. */
  readonly parent_id: string
  readonly is_sampled: boolean
}

const VERSION_00_CHARS = 55
const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/**
 * Reads a `traceparent` header. Undefined when it is absent or malformed: the request then starts a trace of its
 * own. Version 00 has exactly four fields; a later version may have more behind them, version ff does not exist.
 *
 * Source: W3C Recommendation Trace Context, section 3.2.
 */
export function parseTraceparent(header: string | undefined): TraceParent | undefined {
  if (header === undefined || header.length < VERSION_00_CHARS) return undefined
  const match = FORM.exec(header)
  if (match === null) return undefined
  const [, version, trace_id = '', parent_id = '', flags = '', more] = match
  if (version === 'ff' || trace_id === NO_TRACE || parent_id === NO_SPAN) return undefined
  if (version === '00' && more !== undefined) return undefined
  return { trace_id, parent_id, is_sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

/** Writes a `traceparent` header, version 00. */
export const formatTraceparent = ({ trace_id, parent_id, is_sampled }: TraceParent): string =>
  `00-${trace_id}-${parent_id}-${is_sampled ? '01' : '00'}`

/**
 * The place of a call of ours below `parent`, or at the start of a new trace. Works without any tracing set up:
 * whoever called us and whoever we call find their requests in one trace either way.
 */
export function childTrace(parent: TraceParent | undefined, world: World): TraceParent {
  return {
    trace_id: parent?.trace_id ?? chanceHex(world, 16),
    parent_id: chanceHex(world, 8),
    is_sampled: parent?.is_sampled ?? false,
  }
}

/** Hex digits of chance, never all zero: the last bit is set. */
function chanceHex(world: World, bytes: number): string {
  const chance = Buffer.from(world.random(bytes))
  chance[bytes - 1] = (chance[bytes - 1] as number) | 1
  return chance.toString('hex')
}

import type { Failure } from '../../kernel/result.ts'
import { Overloaded } from '../batcher/batcher.ts'
import { isConnectionLost } from '../db/lane.ts'
import { edgeErrors } from './errors.ts'
import { SHED_RETRY_MS } from './limits.ts'

const later = { retry_after_ms: SHED_RETRY_MS }
/** Serialization failure, deadlock, lock not available, statement cancelled: another try may pass. */
const passing: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '57014'])
/** Class 53, insufficient resources: disk full, out of memory, too many connections. It passes once somebody makes room. */
const scarce = /^53[0-9A-Z]{3}$/
const socketCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
])

/** What the caller is told when something was thrown; `is_bug` says whether somebody must look at it. */
export function failureOf(error: unknown): { failure: Failure; is_bug: boolean } {
  if (error instanceof Overloaded)
    return { failure: edgeErrors.fail('overloaded', later).error, is_bug: false }
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && passing.has(code))
    return { failure: edgeErrors.fail('busy', later).error, is_bug: false }
  if (typeof code === 'string' && scarce.test(code))
    return { failure: edgeErrors.fail('out_of_resources', later).error, is_bug: true }
  if (isDatabaseGone(error, code, message))
    return { failure: edgeErrors.fail('unavailable', later).error, is_bug: true }
  return { failure: edgeErrors.fail('internal_error').error, is_bug: true }
}

function isDatabaseGone(error: unknown, code: unknown, message: unknown): boolean {
  if (typeof code === 'string')
    return socketCodes.has(code) || (/^[0-9A-Z]{5}$/.test(code) && isConnectionLost(error))
  return typeof message === 'string' && saidByDriver.test(message)
}

/** pg says these in words only. */
const saidByDriver =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

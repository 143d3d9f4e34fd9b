import type { ErrorCode } from './generated/types.gen.ts'

/** One fault of a request: where it is, and what is wrong with it. */
export type Fault = { readonly code: string; readonly param?: string; readonly detail?: string }

/** `application/problem+json` (RFC 9457) as the API sends it. Declines carry more members: see `DeclinedError`. */
export type Problem = {
  readonly type?: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly param?: string
  /** Whether the same request may help, and under which idempotency key. */
  readonly retry?: 'never' | 'same_key' | 'new_key'
  readonly retry_after?: number
  readonly request_id?: string
  readonly errors?: readonly Fault[]
  readonly [member: string]: unknown
}

/** Everything this client throws on purpose. */
export class FlorinError extends Error {
  override readonly name: string = 'FlorinError'
}

/** Nobody answered, or with something that is no answer. What was asked for may have been done all the same. */
export class ConnectionError extends FlorinError {
  override readonly name: string = 'ConnectionError'
  readonly reason: 'unreachable' | 'timed_out' | 'cut_off' | 'aborted'
  /** How often it was tried. */
  readonly attempts: number
  constructor(reason: ConnectionError['reason'], message: string, attempts = 1, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
    this.attempts = attempts
  }
}

/**
 * It took longer than whoever waited wanted to. Nothing has failed, and it may still succeed: wait again or take the event,
 * and never ask for the same under another idempotency key.
 */
export class OutcomeUnknownError extends FlorinError {
  override readonly name: string = 'OutcomeUnknownError'
  /** What was seen last; null when nobody answered. */
  readonly last: Readonly<Record<string, unknown>> | null
  constructor(message: string, last: OutcomeUnknownError['last']) {
    super(message)
    this.last = last
  }
}

type Refused = { readonly problem: Problem; readonly request_id: string | null; readonly attempts: number }

/** The API refused. The subclass says what kind of refusal, `code` which one exactly. */
export class ProblemError extends FlorinError {
  override readonly name: string = 'ProblemError'
  readonly status: number
  readonly code: ErrorCode
  readonly problem: Problem
  readonly request_id: string | null
  readonly attempts: number
  constructor({ problem, request_id, attempts }: Refused) {
    super(problem.detail)
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
    this.request_id = request_id
    this.attempts = attempts
  }
}

/** 400, 413, 415, 422: the request cannot be carried out as it is. */
export class InvalidRequestError extends ProblemError {
  override readonly name: string = 'InvalidRequestError'
}
/** 401: the key is missing, unknown, expired or revoked. */
export class AuthenticationError extends ProblemError {
  override readonly name: string = 'AuthenticationError'
}
/** 402: the card was declined, or risk rules refused it. The payment exists: `payment` names it. */
export class DeclinedError extends ProblemError {
  override readonly name: string = 'DeclinedError'
  /** Id of the payment. */
  readonly payment: string | null
  /** Null when risk rules refused it. */
  readonly decline_code: string | null
  readonly advice: string | null
  readonly network_code: string | null
  constructor(refused: Refused) {
    super(refused)
    this.payment = textIn(refused.problem, 'payment')
    this.decline_code = textIn(refused.problem, 'decline_code')
    this.advice = textIn(refused.problem, 'advice')
    this.network_code = textIn(refused.problem, 'network_code')
  }
}
/** 403: the key is good and may not do this. */
export class PermissionError extends ProblemError {
  override readonly name: string = 'PermissionError'
}
/** 404. */
export class NotFoundError extends ProblemError {
  override readonly name: string = 'NotFoundError'
}
/** 409: something else stands in the way. */
export class ConflictError extends ProblemError {
  override readonly name: string = 'ConflictError'
}
/** 429, after every retry. */
export class RateLimitedError extends ProblemError {
  override readonly name: string = 'RateLimitedError'
}
/** 5xx, after every retry that the API allowed. */
export class ServerError extends ProblemError {
  override readonly name: string = 'ServerError'
}

const kinds: Readonly<Record<number, new (refused: Refused) => ProblemError>> = {
  401: AuthenticationError,
  402: DeclinedError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  429: RateLimitedError,
}

/** The error that fits a refusal by its status. */
export function problemError(refused: Refused): ProblemError {
  const { status } = refused.problem
  const Kind = kinds[status] ?? (status >= 500 ? ServerError : InvalidRequestError)
  return new Kind(refused)
}

/** The problem in an answer; one of our own making when the answer is not ours (a proxy's page, for instance). */
export function readProblem(status: number, text: string): Problem {
  try {
    const read = JSON.parse(text) as Partial<Problem> | null
    if (typeof read?.code === 'string' && typeof read.detail === 'string')
      return { ...read, title: read.title ?? read.code, code: read.code, detail: read.detail, status }
  } catch {
    // Not JSON: told below.
  }
  const detail = `The answer has status ${status} and is not Florin's; something stands between: ${text.slice(0, 200).trim()}`
  return { title: 'Not an answer of Florin', status, detail, code: 'not_florin' }
}

const textIn = (problem: Problem, member: string): string | null => {
  const value = problem[member]
  return typeof value === 'string' ? value : null
}

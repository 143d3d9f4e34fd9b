import type { Failure } from '../../kernel/result.ts'

/** Where the page about an error code is: the `type` of every problem. */
export const problemType = (docs_url: string, code: string): string => `${docs_url}/errors/${code}`

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000))

/** Whole seconds for `Retry-After`, or null when there is nothing to wait for. */
export const retryAfter = (failure: Failure): number | null =>
  failure.retry_after_ms === undefined ? null : secondsOf(failure.retry_after_ms)

/** A refusal by a limit also says which one; one that was given before, in answer to which request. */
export type Refusal = Failure & {
  readonly reason?: string
  readonly replay_of?: string
  /** True when its paths are already written as the caller's version writes them. */
  readonly is_spelled?: boolean
}

/** A refusal as `application/problem+json` (RFC 9457), rendered once; also what an idempotency key keeps. */
export function problemText(failure: Refusal, docs_url: string, request_id: string): string {
  const { code, status, retry, text, detail, param, reason, replay_of, errors, members } = failure
  const retry_after = retryAfter(failure)
  return JSON.stringify({
    type: problemType(docs_url, code),
    title: text,
    status,
    detail: detail ?? text,
    code,
    ...(param === undefined ? {} : { param }),
    ...(reason === undefined ? {} : { reason }),
    retry,
    ...(retry_after === null ? {} : { retry_after }),
    request_id: replay_of ?? request_id,
    ...members,
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  })
}

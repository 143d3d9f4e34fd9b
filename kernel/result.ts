export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<E> = { readonly ok: false; readonly error: E }
/** What can happen in a healthy system is a value. What cannot is a `Bug`, and is thrown. */
export type Result<T, E> = Ok<T> | Err<E>

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <E>(error: E): Err<E> => ({ ok: false, error })

export type ErrorStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 408
  | 409
  | 410
  | 413
  | 415
  | 422
  | 429
  | 431
  | 500
  | 503
/** `never`: sending it again cannot help; `same_key`: repeat as it is; `new_key`: change it, use a new key. */
export type Retry = 'never' | 'same_key' | 'new_key'
export type ErrorRow = { readonly status: ErrorStatus; readonly retry: Retry; readonly text: string }

/** One fault of a request. `param` is a dotted path such as `transfers.3.amount.value`. */
export type Fault = { readonly code: string; readonly param: string; readonly detail: string }

export type Failure<Code extends string = string> = ErrorRow & {
  readonly code: Code
  readonly param?: string
  /** What happened in this very case, when the row's text alone would not tell the caller what to do. */
  readonly detail?: string
  readonly retry_after_ms?: number
  readonly errors?: readonly Fault[]
  /** Further members of the answer that this error is known by, such as `decline_code` (RFC 9457 3.2). */
  readonly members?: Readonly<Record<string, string>>
}
export type ErrorTable = Record<string, ErrorRow>
export type FailureMore = {
  param?: string
  detail?: string
  retry_after_ms?: number
  errors?: readonly Fault[]
  members?: Readonly<Record<string, string>>
}

/**
 * One row per error, read by: the types, the HTTP status, the OpenAPI file, the SDK and the error pages.
 * `fail` makes the value; a code that is not in the table does not compile.
 */
export function errors<const T extends ErrorTable>(table: T) {
  const fail = <C extends keyof T & string>(code: C, more: FailureMore = {}): Err<Failure<C>> =>
    err({ code, ...(table[code] as ErrorRow), ...more })
  return { table, fail }
}
export type CodeOf<E extends { table: object }> = keyof E['table'] & string

import { errors } from '../../kernel/result.ts'

/** What the edge itself can refuse, on any route. Modules have tables of their own. */
export const edgeErrors = errors({
  invalid_json: {
    status: 400,
    retry: 'never',
    text: 'The body is not JSON as Florin reads it: one value, no field twice, whole numbers only, valid UTF-8.',
  },
  invalid_request: {
    status: 400,
    retry: 'never',
    text: 'The request has faults; `errors` names each one by its field.',
  },
  invalid_url: {
    status: 400,
    retry: 'never',
    text: 'The URL is not encoded correctly, or a part of its path is too long.',
  },
  invalid_header: { status: 400, retry: 'never', text: 'A header has a value that is not allowed.' },
  malformed_http: { status: 400, retry: 'never', text: 'The bytes received are not an HTTP/1.1 request.' },
  body_not_allowed: { status: 400, retry: 'never', text: 'This route takes no body.' },
  unknown_version: {
    status: 400,
    retry: 'never',
    text: 'Florin-Version names a version that does not exist.',
  },
  unauthenticated: {
    status: 401,
    retry: 'never',
    text: 'The API key is missing or is not one of Florin’s; send it as `Authorization: Bearer <key>`.',
  },
  not_allowed: {
    status: 403,
    retry: 'never',
    text: 'The key, or the member’s role, does not hold the scope that this route asks for.',
  },
  members_only: {
    status: 403,
    retry: 'never',
    text: 'This route is for people who are signed in: API keys cannot call it. Leave `Authorization` out and send the session’s cookie.',
  },
  cross_site: {
    status: 403,
    retry: 'never',
    text: 'With a session’s cookie only pages of this server may send this: `Origin` or `Sec-Fetch-Site` must say so. Programs use an API key.',
  },
  csrf_refused: {
    status: 403,
    retry: 'never',
    text: 'With a session’s cookie, whatever changes something needs the header `Florin-Csrf` with the `csrf_token` of `GET /v1/session`.',
  },
  route_not_found: { status: 404, retry: 'never', text: 'There is no such route.' },
  method_not_allowed: {
    status: 405,
    retry: 'never',
    text: 'The path exists, but not for this method; see `Allow`.',
  },
  request_timeout: { status: 408, retry: 'same_key', text: 'The request did not arrive in time.' },
  body_too_large: { status: 413, retry: 'never', text: 'The body is larger than this route takes.' },
  unsupported_media_type: {
    status: 415,
    retry: 'never',
    text: 'Send the body as `application/json` in UTF-8.',
  },
  content_encoding_not_allowed: {
    status: 415,
    retry: 'never',
    text: 'Send the body as it is: compressed bodies are not read.',
  },
  rate_limited: {
    status: 429,
    retry: 'same_key',
    text: 'Too many requests; wait as long as `Retry-After` says.',
  },
  headers_too_large: { status: 431, retry: 'never', text: 'The headers are larger than 16 KB.' },
  internal_error: {
    status: 500,
    retry: 'same_key',
    text: 'Something broke on our side. Nothing was half done; repeating with the same key is safe.',
  },
  unavailable: {
    status: 503,
    retry: 'same_key',
    text: 'The database cannot be reached. Repeating with the same key is safe.',
  },
  out_of_resources: {
    status: 503,
    retry: 'same_key',
    text: 'The database has no disk space, memory or connections left for this. Repeating with the same key is safe.',
  },
  too_late: {
    status: 503,
    retry: 'same_key',
    text: 'The work was not done in time, or its answer did not come back. Repeating with the same key is safe.',
  },
  busy: {
    status: 503,
    retry: 'same_key',
    text: 'Another request holds what this one needs; nothing was done. Repeat with the same key.',
  },
  overloaded: {
    status: 503,
    retry: 'same_key',
    text: 'The server is full; nothing was done. Repeat after `Retry-After`.',
  },
  shutting_down: {
    status: 503,
    retry: 'same_key',
    text: 'This server is stopping; nothing was done. Repeat, another one will answer.',
  },
})

/** What a fault inside `errors` can be called, and what it means; shown on the page of `invalid_request`. */
export const faultCodes: Readonly<Record<string, string>> = {
  required: 'A field that must be there is missing.',
  unknown_field: 'A field that the route does not know.',
  wrong_type: 'A value of another JSON type.',
  wrong_form: 'A text that is not written as the field asks.',
  wrong_name: 'A field name that is not allowed in a map.',
  not_one_of: 'A value outside the list of allowed ones.',
  not_unique: 'The same item twice in a list.',
  too_long: 'A text with too many characters.',
  too_short: 'A text with too few characters.',
  too_small: 'A number below the least allowed.',
  too_large: 'A number above the greatest allowed.',
  too_many: 'Too many items or fields.',
  too_few: 'Too few items or fields.',
  too_deep: 'Nested deeper than 32 levels.',
  too_many_values: 'More values than one body may hold.',
  duplicate_key: 'The same field twice in an object.',
  key_not_allowed: 'A field named `__proto__`, `constructor` or `prototype`.',
  number_not_exact: 'A number with a fraction or exponent, or beyond 2^53.',
  text_not_allowed: 'A text with U+0000 or half a surrogate pair.',
  invalid_utf8: 'Bytes that are not valid UTF-8.',
  invalid_json: 'A text that is not JSON; the detail says where.',
  given_twice: 'A query field given twice.',
}

import { IDEMPOTENCY_KEY_CHARS_MAX } from '../../kernel/limits.ts'
import { PREFER_WAIT_S_MAX } from './limits.ts'

type Part = Readonly<Record<string, unknown>>

/** What every refusal looks like (RFC 9457). Each operation narrows `code` to what it can answer. */
export const problemSchema: Part = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'retry', 'request_id'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', format: 'uri', description: 'The page about this error.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What happened in this very case.' },
    code: { type: 'string' },
    param: { type: 'string', description: 'The field or header at fault, as a dotted path.' },
    reason: { type: 'string', description: 'Which limit was reached: key, route, object or address.' },
    retry: {
      type: 'string',
      enum: ['never', 'same_key', 'new_key'],
      description:
        'never: sending it again cannot help. same_key: repeat it as it is. new_key: change it, use a new key.',
    },
    retry_after: { type: 'integer', description: 'Seconds to wait, as in `Retry-After`.' },
    request_id: { type: 'string' },
    payment: { type: 'string', description: 'The payment that was declined or blocked.' },
    decline_code: { type: 'string', description: 'Why the card was declined, in the words of every scheme.' },
    network_code: { type: 'string', description: 'What the card’s scheme called it.' },
    advice: { type: 'string', description: 'Whether, and how, to try again.' },
    payer_message: { type: 'string', description: 'Safe to show to the payer.' },
    errors: {
      type: 'array',
      description: 'Every fault found, when there can be several.',
      items: {
        type: 'object',
        required: ['code', 'param', 'detail'],
        additionalProperties: false,
        properties: { code: { type: 'string' }, param: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
}

const text = (description: string, more: Part = {}): Part => ({
  description,
  schema: { type: 'string', ...more },
})

/** Headers of answers, by the name they have under `components`. */
export const commonHeaders: Readonly<Record<string, Part>> = {
  'Request-Id': text('Names this request in logs, events and support.'),
  'Florin-Version': text('The version that answered.'),
  RateLimit: text('What is left of each limit: `r` requests, all back in `t` seconds.'),
  'RateLimit-Policy': text('The limits: `q` requests in `w` seconds.'),
  'Retry-After': text('Seconds to wait before repeating.'),
  'Florin-Should-Retry': text('Whether repeating as it is can help; beats the status.', {
    enum: ['true', 'false'],
  }),
  'Idempotency-Status': text('Present when the answer was given before.', { enum: ['replayed'] }),
  Location: text('Where the object is found; absent where the answer is about many.'),
  'Set-Cookie': text('The session: kept by the browser, and by nobody else.'),
  'Content-Disposition': text('A name for the file, when the answer is one.'),
  'Preference-Applied': text('The wait that was granted.'),
  Deprecation: text('Since when the version or route is deprecated (RFC 9745).'),
  Sunset: text('When it will stop (RFC 8594).'),
  Allow: text('The methods of this path.'),
}

export const headerRefs = (names: readonly string[]): Record<string, Part> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

/** Header parameters, by the name they have under `components`. */
export const commonParameters = (versions: readonly string[]): Readonly<Record<string, Part>> => ({
  florin_version: {
    name: 'Florin-Version',
    in: 'header',
    required: false,
    description: 'The API version. Absent: the version pinned to the key.',
    schema: { type: 'string', enum: versions },
  },
  idempotency_key_required: keyParameter(true),
  idempotency_key: keyParameter(false),
  prefer: {
    name: 'Prefer',
    in: 'header',
    required: false,
    description: `\`wait=0…${PREFER_WAIT_S_MAX}\`: seconds to hold the line for an outcome.`,
    schema: { type: 'string', examples: ['wait=10'] },
  },
})

const keyParameter = (required: boolean): Part => ({
  name: 'Idempotency-Key',
  in: 'header',
  required,
  description: 'New for each thing you want done, the same for each repeat of it. Kept for ever.',
  schema: {
    type: 'string',
    minLength: 1,
    maxLength: IDEMPOTENCY_KEY_CHARS_MAX,
    pattern: '^[ -~]+$',
    examples: ['order-4711-capture'],
  },
})

import { assert } from '../../kernel/assert.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import type { KeptAnswer } from '../idempotency/run.ts'
import type { Call, CallProblem } from './call.ts'
import { problemText, type Refusal, retryAfter } from './problem.ts'
import type { RouteReply, StreamedBody } from './route.ts'
import type { Content, Writer } from './writer.ts'

export type Answers = {
  /** A promise only for a streamed body: it rejects with what the stream throws. */
  reply(call: Call, reply: RouteReply): void | Promise<void>
  refuse(call: Call, failure: Refusal, more?: readonly string[]): void
  /** What is kept under an idempotency key: a reply in the current version, a refusal as it is sent. */
  render(call: Call, result: Result<RouteReply, Failure>): KeptAnswer
  /** A kept answer, byte for byte as it was first given. */
  replay(call: Call, kept: KeptAnswer): void
  abandon(call: Call): void
}

const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'
const none: readonly string[] = []

/** Puts what a route answered, or why it did not, into the form the caller's version knows. */
export function createAnswers(writer: Writer, docs_url: string): Answers {
  return {
    reply(call, reply) {
      const status = reply.status ?? call.route.route.status
      const streamed = streamOf(reply.body)
      if (streamed !== undefined)
        return writer.stream(call, status, streamed, replyHeaders(call, status, reply, null))
      const chunks = sendable(call, reply.body)
      if (chunks !== undefined) {
        const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
        const headers = [...replyHeaders(call, status, reply, null), 'content-length', String(bytes)]
        return writer.stream(call, status, { stream: chunks, content_type: JSON_TYPE }, headers)
      }
      const content = status === 204 ? null : contentOf(call, reply.body)
      writer.write(call, status, content, replyHeaders(call, status, reply, content))
    },
    refuse(call, failure, more = none) {
      call.problem = failure
      call.is_replay = failure.replay_of !== undefined
      const text = problemText(olderPaths(call, failure), docs_url, call.request_id)
      const headers = [...more, 'florin-should-retry', failure.retry === 'same_key' ? 'true' : 'false']
      const retry_after = retryAfter(failure)
      if (retry_after !== null) headers.push('retry-after', String(retry_after))
      if (failure.replay_of !== undefined) headers.push('idempotency-status', 'replayed')
      writer.write(call, failure.status, { text, content_type: PROBLEM_TYPE }, headers)
    },
    render(call, result) {
      if (!result.ok)
        return {
          status: result.error.status,
          text: problemText(olderPaths(call, result.error), docs_url, call.request_id),
        }
      // A secret that is shown this once is never stored: its place is taken by what `kept` says.
      const body = result.value.kept ?? result.value.body
      assert(otherContent(body) === undefined, 'only JSON is kept under a key')
      const text = renderedText(body) ?? JSON.stringify(body ?? null)
      return { status: result.value.status ?? call.route.route.status, text }
    },
    replay(call, { status, text }) {
      if (status < 400)
        return void this.reply(call, { status: status as 200, body: { rendered: text }, replayed: true })
      call.problem = problemOf(text)
      call.is_replay = true
      // What passes by itself is never kept, so a kept refusal is never worth another try.
      const headers = ['idempotency-status', 'replayed', 'florin-should-retry', 'false']
      writer.write(call, status, { text, content_type: PROBLEM_TYPE }, headers)
    },
    abandon: (call) => writer.abandon(call),
  }
}

function replyHeaders(call: Call, status: number, reply: RouteReply, content: Content): readonly string[] {
  const { location } = call.route.route
  const isPlain = reply.replayed !== true && reply.headers === undefined && location === undefined
  if (isPlain && !call.has_preference && status !== 202) return none
  const headers: string[] = []
  call.is_replay = reply.replayed === true
  if (call.is_replay) headers.push('idempotency-status', 'replayed')
  if (call.has_preference && status === 202) headers.push('preference-applied', `wait=${call.wait_ms / 1000}`)
  if (location !== undefined && (status === 201 || status === 202) && content !== null)
    headers.push('location', locationOf(location, content.text))
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers.push(name.toLowerCase(), value)
  // A route that knows better than a second says so in its own headers.
  if (status === 202 && !headers.includes('retry-after')) headers.push('retry-after', '1')
  return headers
}

/** A refusal as it was kept, read back. */
function problemOf(text: string): CallProblem {
  const { title, ...problem } = JSON.parse(text) as Omit<CallProblem, 'text'> & { readonly title: string }
  return { ...problem, text: title }
}

const ID_FIRST = /^\{"id":"([a-z0-9_]+)"/

function locationOf(template: string, text: string): string {
  // Nearly every object names its id first, and reading all of it would cost more than the rest of the answer.
  const id = template.endsWith('/{id}') ? ID_FIRST.exec(text)?.[1] : undefined
  if (id !== undefined) return template.slice(0, -'{id}'.length) + id
  const fields = JSON.parse(text) as Record<string, unknown>
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => String(fields[name]))
}

type Form = Readonly<Partial<Record<'rendered' | 'chunks' | 'text' | 'content_type', unknown>>>
const hasKeys = (body: unknown, count: number): boolean => Object.keys(body as object).length === count

/** The text of a body that the route rendered itself. An object of the route's own may have such a field too. */
function renderedText(body: unknown): string | undefined {
  const rendered = (body as Form | null | undefined)?.rendered
  if (typeof rendered === 'string' && hasKeys(body, 1)) return rendered
  return chunksOf(body)?.map(String).join('')
}

function chunksOf(body: unknown): readonly Buffer[] | undefined {
  const chunks = (body as Form | null | undefined)?.chunks
  const isChunked = Array.isArray(chunks) && Buffer.isBuffer(chunks[0]) && hasKeys(body, 1)
  return isChunked ? (chunks as readonly Buffer[]) : undefined
}

/** The chunks that can be sent as they are: nobody needs to look into them for an older version or a location. */
function sendable({ served, route }: Call, body: unknown): readonly Buffer[] | undefined {
  const isRead = (served?.step?.down ?? null) !== null || route.route.location !== undefined
  return isRead ? undefined : chunksOf(body)
}

function otherContent(body: unknown): Content | undefined {
  const { text, content_type } = (body ?? {}) as Form
  const isOther = typeof text === 'string' && typeof content_type === 'string' && hasKeys(body, 2)
  return isOther ? { text, content_type } : undefined
}

function streamOf(body: unknown): StreamedBody | undefined {
  const { stream, content_type } = (body ?? {}) as {
    readonly stream?: unknown
    readonly content_type?: unknown
  }
  const isStream = typeof stream === 'object' && stream !== null && Symbol.asyncIterator in stream
  return isStream && typeof content_type === 'string' ? (body as StreamedBody) : undefined
}

/** A reply as text, in the shape of the version that was asked for. */
function contentOf(call: Call, body: unknown): Content {
  const down = call.served?.step?.down ?? null
  const rendered = renderedText(body)
  if (rendered !== undefined) {
    const text = down === null ? rendered : JSON.stringify(down(JSON.parse(rendered)))
    return { text, content_type: JSON_TYPE }
  }
  const other = otherContent(body)
  if (other !== undefined) return other
  const text = JSON.stringify(down === null ? body : down(body)) as string | undefined
  assert(text !== undefined, 'a reply has a body')
  return { text, content_type: JSON_TYPE }
}

/** Fault paths as the caller's version spells them. */
function olderPaths(call: Call, failure: Refusal): Refusal {
  const step = call.served?.step ?? null
  if (step === null || failure.is_spelled === true) return failure
  const { param, errors } = failure
  return {
    ...failure,
    ...(param === undefined ? {} : { param: step.param(param) }),
    ...(errors === undefined
      ? {}
      : { errors: errors.map((fault) => ({ ...fault, param: step.param(fault.param) })) }),
  }
}

import type { Secret } from '../../kernel/secret.ts'
import { instant, type Instant } from '../../kernel/world.ts'
import type { WireAnswer, WireReply } from '../outbound/wire.ts'
import {
  done,
  type Outcome,
  refused,
  type Refused,
  type RefusedReason,
  type Told,
  unknown,
} from './outcome.ts'
import { cleanSaid } from './said.ts'

const reasons: Readonly<Record<number, RefusedReason>> = {
  401: 'authentication_failed',
  403: 'permission_denied',
  404: 'no_such_file',
  405: 'not_supported',
  408: 'busy',
  409: 'name_taken',
  410: 'no_such_file',
  412: 'name_taken',
  413: 'too_long',
  414: 'name_not_allowed',
  416: 'content_differs',
  429: 'busy',
  501: 'not_supported',
  507: 'disk_full',
}

type Secrets = readonly (Secret | undefined)[]

export function refusedByStatus({ status, body }: WireAnswer, secrets: Secrets): Refused {
  const said = cleanSaid(body.slice(0, 2_000), secrets)
  return refused(reasons[status] ?? 'failed', said === '' ? `status ${status}` : `status ${status}: ${said}`)
}

/** What became of a request that only reads: without an answer, nothing. */
export function toldBy(reply: WireReply, secrets: Secrets): Told<WireAnswer> {
  if (reply.kind === 'not_sent') return refused('no_connection', cleanSaid(reply.why, secrets))
  if (reply.kind === 'no_answer') return refused('connection_lost', cleanSaid(reply.why, secrets))
  return done(reply.answer)
}

/** The same for one that changes something: without an answer, and after most faults of the server, nobody knows. */
export function changedBy(reply: WireReply, secrets: Secrets): Outcome<WireAnswer> {
  if (reply.kind === 'no_answer') return unknown(cleanSaid(reply.why, secrets))
  if (reply.kind === 'not_sent') return toldBy(reply, secrets)
  const { answer } = reply
  const isDoubt = answer.status >= 500 && reasons[answer.status] === undefined
  return isDoubt ? unknown(refusedByStatus(answer, secrets).why) : done(answer)
}

/** `bytes 0-99/1234`, `bytes 0-99/*`, and `bytes *\/1234` for a range that is not there (RFC 9110 14.4). */
export function readContentRange(
  text: string | undefined,
): { readonly first: number | undefined; readonly total: number | undefined } | undefined {
  const match = /^bytes (?:(\d{1,15})-\d{1,15}|\*)\/(?:(\d{1,15})|\*)$/.exec(text?.trim() ?? '')
  if (match === null) return undefined
  const [, first, total] = match
  return {
    first: first === undefined ? undefined : Number(first),
    total: total === undefined ? undefined : Number(total),
  }
}

/** A date of HTTP, or RFC 3339 as listings have it. */
export function readModifiedAt(text: string | undefined): Instant | undefined {
  const ms = Date.parse(text ?? '')
  return ms > 0 && ms < 7_000_000_000_000 ? instant(ms * 1000) : undefined
}

import { isCurrency } from '../../kernel/currency.ts'
import { readStrictJson } from '../../kernel/json.ts'
import { type Money, money, parseMinor } from '../../kernel/money.ts'
import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import type { WireAnswer, WireRequest } from '../../platform/outbound/wire.ts'
import type { AcquirerAccount } from './card_connector.ts'
import {
  caseStages,
  caseStatuses,
  type DisputeCase,
  type DisputeConnector,
  type DisputeOutcome,
  type DisputeRequest,
} from './dispute_connector.ts'

type Fields = Readonly<Record<string, unknown>>
type Where = {
  /** In front of `/disputes`. */
  readonly prefix: (account: AcquirerAccount) => string
  readonly headers: (account: AcquirerAccount) => Record<string, string>
}

/**
 * The case interface that several acquirers offer in the same words: `GET disputes?since=`, `GET disputes/{case}`,
 * `POST disputes/{case}/evidence` whose body is the evidence, `POST disputes/{case}/accept`.
 */
export const caseConnector = ({ prefix, headers }: Where): DisputeConnector => ({
  build: (account, request) => ({
    transport: 'http',
    headers: headers(account),
    ...messageOf(`${prefix(account)}/disputes`, request),
  }),
  parse: readAnswer,
})

function messageOf(
  path: string,
  request: DisputeRequest,
): Pick<Extract<WireRequest, { transport: 'http' }>, 'method' | 'path' | 'body'> {
  switch (request.operation) {
    case 'list': {
      const query = request.since === null ? '' : `?since=${encodeURIComponent(instantText(request.since))}`
      return { method: 'GET', path: `${path}${query}`, body: '' }
    }
    case 'find':
      return { method: 'GET', path: `${path}/${encodeURIComponent(request.case_reference)}`, body: '' }
    case 'submit':
      return {
        method: 'POST',
        path: `${path}/${encodeURIComponent(request.case_reference)}/evidence`,
        body: request.evidence,
      }
    case 'accept':
      return {
        method: 'POST',
        path: `${path}/${encodeURIComponent(request.case_reference)}/accept`,
        body: '',
      }
    default:
      return request satisfies never
  }
}

/** What makes no sense is `unknown`; one case of a list that makes none is left out, and comes again. */
function readAnswer(request: DisputeRequest, { status, body }: WireAnswer): DisputeOutcome {
  const fields = objectOf(body)
  if (fields === undefined) return { kind: 'unknown', why: `HTTP ${status} without a JSON object` }
  if (status === 200 && request.operation === 'list') {
    const rows = fields['disputes']
    if (!Array.isArray(rows)) return { kind: 'unknown', why: 'the answer has no list of disputes' }
    return { kind: 'cases', cases: rows.flatMap((row) => readCase(row as Fields) ?? []) }
  }
  const one = status === 200 ? readCase(fields) : undefined
  if (one !== undefined) return { kind: 'cases', cases: [one] }
  const code = textOf(fields, 'error')
  if (code === null || status < 400 || status >= 500) return { kind: 'unknown', why: `HTTP ${status}` }
  if (status === 404) return { kind: 'not_found' }
  return { kind: 'rejected', code, text: textOf(fields, 'text') ?? code }
}

/** Undefined when a part of it makes no sense. */
export function readCase(fields: Fields): DisputeCase | undefined {
  const currency = textOf(fields, 'currency')
  const amount = moneyOf(textOf(fields, 'amount'), currency)
  const case_reference = textOf(fields, 'case_reference')
  const operation_reference = textOf(fields, 'operation_reference')
  const reason_code = textOf(fields, 'reason')
  const stage = caseStages.find((known) => known === fields['stage'])
  const status = caseStatuses.find((known) => known === fields['status'])
  const opened_at = instantOf(fields, 'opened_at')
  const changed_at = instantOf(fields, 'changed_at') ?? opened_at
  if (case_reference === null || operation_reference === null || reason_code === null) return undefined
  if (amount === null || amount.minor <= 0n || stage === undefined || status === undefined) return undefined
  if (opened_at === null || changed_at === null) return undefined
  return {
    case_reference,
    operation_reference,
    stage,
    status,
    reason_code,
    amount,
    opened_at,
    changed_at,
    acquirer_reference: textOf(fields, 'authorization'),
    fee: moneyOf(textOf(fields, 'fee'), currency),
    respond_by: instantOf(fields, 'respond_by'),
  }
}

function objectOf(body: string): Fields | undefined {
  const read = readStrictJson(Buffer.from(body, 'latin1'))
  return read.ok && typeof read.value === 'object' && read.value !== null && !Array.isArray(read.value)
    ? (read.value as Fields)
    : undefined
}

const textOf = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : null
}
const instantOf = (fields: Fields, name: string): Instant | null =>
  parseInstant(textOf(fields, name) ?? '') ?? null

function moneyOf(text: string | null, currency: string | null): Money | null {
  if (text === null || currency === null || !isCurrency(currency)) return null
  const minor = parseMinor(text)
  return minor === undefined ? null : money(minor, currency)
}

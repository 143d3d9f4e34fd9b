import { err, type Failure, type Fault, ok, type Result } from '../../kernel/result.ts'
import { breathe } from '../../platform/batcher/yield.ts'
import type { Refusal } from '../../platform/http/problem.ts'
import type { RouteReply } from '../../platform/http/route.ts'
import { ledgerErrors, type RefusalCode } from './errors.ts'
import { TRANSFERS_PER_CHUNK, TRANSFERS_PER_SLICE_MAX } from './limits.ts'
import type { Answered } from './post_transfers.ts'
import { type Note, renderTransfer } from './render_transfer.ts'
import { results } from './results.ts'
import type { TransferOrder, TransferOutcome } from './transfer.ts'

/** JSON text, made here. */
export type RenderedReply = RouteReply<never>

/** Whether the ledger holds the transfer, from now or from before. */
const isRecorded = ({ result }: TransferOutcome): boolean => result === 'posted' || result === 'exists'

/** Why it was refused: the field it concerns, below `path`, and what would have to be different. */
function faultOf(outcome: TransferOutcome, order: TransferOrder | undefined, path: string): Fault {
  const { param, text } = results[outcome.result]
  const conditions = outcome.result === 'precondition_failed' ? (order?.preconditions?.length ?? 0) : 0
  const precondition = outcome.precondition ?? (conditions === 1 ? 0 : undefined)
  const field = outcome.differs ?? (precondition === undefined ? param : `${param}.${precondition}`)
  const place = field === null ? path : path === '' ? field : `${path}.${field}`
  return { code: outcome.result, param: place, detail: text + closerOf(outcome, conditions) }
}

/** Which of several preconditions it was is kept with the key, not with the id: a repeat under another key is told how to find out. */
function closerOf({ differs, precondition }: TransferOutcome, conditions: number): string {
  if (differs !== undefined) return ` ${differs} differs.`
  return precondition === undefined && conditions > 1
    ? ` It has ${conditions}: read the balances of both accounts to see which, or send them one a transfer.`
    : ''
}

/** A call of one transfer: the transfer, or a refusal under its own code. */
export function renderSingle({ outcomes, notes, orders }: Answered): Result<RenderedReply, Failure> {
  const outcome = outcomes[0] as TransferOutcome
  const { transfer } = outcome
  if (transfer === undefined) {
    const { code, param, detail } = faultOf(outcome, orders[0], '')
    return ledgerErrors.fail(code as RefusalCode, { detail, ...(param === '' ? {} : { param }) })
  }
  return ok({
    status: 201,
    body: { rendered: renderTransfer(transfer, notes[0] as Note) },
    headers: { location: `/v1/ledger/transfers/${transfer.id}` },
  })
}

/**
 * A call of many: what came of each, in order. 201 when at least one is recorded; else a refusal that names every
 * one. Written in slices, so that 8,190 do not hold the others up, and as bytes: one text of all would be copied
 * three times before it is sent.
 */
export async function renderBatch(answered: Answered): Promise<Result<RenderedReply, Failure>> {
  const { outcomes, orders } = answered
  if (!outcomes.some(isRecorded))
    return ledgerErrors.fail('none_posted', {
      errors: outcomes.map((outcome, index) => faultOf(outcome, orders[index], `transfers.${index}`)),
    })
  if (outcomes.length <= TRANSFERS_PER_CHUNK)
    return ok({ status: 201, body: { rendered: `{"data":[${renderChunk(answered, 0)}]}` } })
  const isLong = outcomes.length > TRANSFERS_PER_SLICE_MAX
  const chunks: Buffer[] = []
  for (let from = 0; from < outcomes.length; from += TRANSFERS_PER_CHUNK) {
    if (isLong && from % TRANSFERS_PER_SLICE_MAX === 0) await breathe()
    const text = renderChunk(answered, from)
    chunks.push(Buffer.from(from === 0 ? `{"data":[${text}` : `,${text}`))
  }
  chunks.push(Buffer.from(']}'))
  return ok({ status: 201, body: { chunks } })
}

function renderChunk({ outcomes, notes, orders }: Answered, from: number): string {
  const until = Math.min(outcomes.length, from + TRANSFERS_PER_CHUNK)
  const texts: string[] = []
  for (let index = from; index < until; index++)
    texts.push(renderOutcome(outcomes[index] as TransferOutcome, notes[index] as Note, orders[index], index))
  return texts.join(',')
}

function renderOutcome(
  outcome: TransferOutcome,
  note: Note,
  order: TransferOrder | undefined,
  index: number,
): string {
  const { id, result, transfer } = outcome
  if (transfer !== undefined)
    return `{"id":"${id}","result":"${result}","transfer":${renderTransfer(transfer, note)}}`
  const error = { ...faultOf(outcome, order, `transfers.${index}`), retry: 'new_key' }
  return `{"id":"${id}","result":"${result}","error":${JSON.stringify(error)}}`
}

/** Says of an answer that it was given before, when it was. */
export function asReplay(
  { replay_of }: Answered,
  answer: Result<RenderedReply, Failure>,
): Result<RenderedReply, Refusal> {
  if (replay_of === undefined) return answer
  return answer.ok ? ok({ ...answer.value, replayed: true }) : err({ ...answer.error, replay_of })
}

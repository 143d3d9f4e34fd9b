import { Type as T } from 'typebox'
import { canonicalJson } from '../../kernel/canonical_json.ts'
import { parseId } from '../../kernel/id.ts'
import { BULK_BODY_BYTES_MAX, LIST_LIMIT_DEFAULT } from '../../kernel/limits.ts'
import { ok } from '../../kernel/result.ts'
import { type Position, readCursor, writeCursor } from '../../platform/http/cursor.ts'
import { idField, Metadata } from '../../platform/http/fields.ts'
import { listErrors, listQuery } from '../../platform/http/lists.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { errorRows, ledgerErrors, refusalRows } from './errors.ts'
import type { Ledger } from './index.ts'
import { readBatch, readSingle } from './read_body.ts'
import { asReplay, renderBatch, renderSingle } from './render_outcomes.ts'
import { renderTransfer } from './render_transfer.ts'
import type { StoredTransfer, TransferFilter, TransferPlace } from './store_transfers.ts'
import { Code, OutcomeList, TransferBody, TransferList, TransferReply } from './transfer_schema.ts'
import { results } from './results.ts'

const createRoute = (ledger: Ledger) =>
  route({
    kind: 'joined',
    idempotency: 'required',
    moves_money: true,
    method: 'POST',
    path: '/v1/ledger/transfers',
    operation_id: 'createLedgerTransfers',
    tag: 'Ledger transfers',
    summary: 'Post one transfer, or up to 8,190.',
    description:
      'One transfer answers itself, or a refusal under its own code. Many answer what came of each, in order: 201 when at least one is recorded. `atomic: all` posts all or none, `chain` each run of linked ones; a failed id stays failed. When a transfer could be refused for several reasons, the first in the list of `TransferOutcome.result` is told, alone and among others.',
    scope: 'ledger.transfers:write',
    body: TransferBody,
    body_bytes_max: BULK_BODY_BYTES_MAX,
    status: 201,
    reply: T.Union([TransferReply, OutcomeList]),
    own_headers: ['Location'],
    limit_object: 'debit_account',
    errors: { ...refusalRows, ...errorRows('none_posted') },
    outcomes: { posted: results.posted.text, exists: results.exists.text },
    example: {
      debit_account: 'acc_01k0000000000000000000000a',
      credit_account: 'acc_01k0000000000000000000000b',
      amount: { value: '1050', currency: 'USD' },
      code: 'capture',
    },
    async run(scope, { body }, claim) {
      if ('transfers' in body) {
        const read = await readBatch(body, scope.world)
        if (!read.ok) return read
        const posted = await ledger.postUnderKey(scope, read.value, claim)
        return posted.ok ? asReplay(posted.value, await renderBatch(posted.value)) : posted
      }
      const read = readSingle(body, scope.world)
      if (!read.ok) return read
      const posted = await ledger.postUnderKey(scope, [read.value], claim)
      return posted.ok ? asReplay(posted.value, renderSingle(posted.value)) : posted
    },
  })

const getRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/transfers/{id}',
    operation_id: 'getLedgerTransfer',
    tag: 'Ledger transfers',
    summary: 'Get a transfer, and what has become of it.',
    description:
      'As it was recorded, but for a pending one: its `status` and `finality` are those of now, and `hold` says what remains of it. A repeat of the POST keeps answering what it answered first.',
    scope: 'ledger.transfers:read',
    params: T.Object({ id: T.String() }),
    status: 200,
    reply: TransferReply,
    errors: errorRows('transfer_not_found'),
    async run(scope, { params }) {
      const id = parseId('trf', params.id)
      const found = id === undefined ? undefined : await ledger.findTransfer(scope, id)
      if (found === undefined) return ledgerErrors.fail('transfer_not_found')
      const { result, transfer, note, hold } = found
      if (transfer === undefined)
        return ledgerErrors.fail('transfer_not_found', {
          detail: `This id was refused: ${results[result].text} A failed id stays failed.`,
        })
      return ok({ body: { rendered: renderTransfer(transfer, note, hold) } })
    },
  })

const LIST = 'ledger_transfers'
const positionOf = (place: TransferPlace): Position => ('id' in place ? [place.id] : [place.version])
function placeOf([first]: Position): TransferPlace | undefined {
  if (typeof first === 'number') return { version: first }
  const id = parseId('trf', String(first))
  return id === undefined ? undefined : { id }
}

const listRoute = (ledger: Ledger) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/ledger/transfers',
    operation_id: 'listLedgerTransfers',
    tag: 'Ledger transfers',
    summary: 'List recorded transfers.',
    description:
      'By id from the greatest down, which is newest first for ids that Florin made and whatever order you gave your own; with `account` alone or with `code`, newest first by that account’s versions. Pending ones show what has become of them. A page that looks for a rare code can be short, even empty, and still have more behind it.',
    scope: 'ledger.transfers:read',
    query: listQuery({
      account: T.Optional(idField('acc')),
      code: T.Optional(Code),
      pending_id: T.Optional(idField('trf')),
      metadata: T.Optional(Metadata),
    }),
    status: 200,
    reply: TransferList,
    errors: listErrors.table,
    async run(scope, { query }) {
      const { limit = LIST_LIMIT_DEFAULT, cursor, ...filter } = query
      const of = { tenant_id: scope.tenant_id, list: LIST, filter: canonicalJson(filter) }
      const position = cursor === undefined ? [] : readCursor(of, cursor)
      if (position === undefined) return listErrors.fail('cursor_invalid', { param: 'cursor' })
      const { found, next } = await ledger.listTransfers(scope, filter as TransferFilter, {
        after: cursor === undefined ? undefined : placeOf(position),
        limit,
      })
      const next_cursor = next === undefined ? null : writeCursor(of, positionOf(next))
      const tail = JSON.stringify({ has_more: next !== undefined, next_cursor }).slice(1)
      return ok({ body: { rendered: `{"data":[${found.map(rendered).join(',')}],${tail}` } })
    },
  })

const rendered = ({ transfer, note, hold }: StoredTransfer): string =>
  transfer === undefined ? '' : renderTransfer(transfer, note, hold)

export const transferRoutes = (ledger: Ledger): Route[] => [
  createRoute(ledger),
  listRoute(ledger),
  getRoute(ledger),
]

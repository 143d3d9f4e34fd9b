import { Type as T } from 'typebox'
import { type Id, parseId } from '../../kernel/id.ts'
import { err, type Failure, ok, type Result } from '../../kernel/result.ts'
import { type Route, route } from '../../platform/http/route.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { errorRows, ledgerErrors, refusalRows } from './errors.ts'
import type { Ledger } from './index.ts'
import { readSingle } from './read_body.ts'
import { asReplay, type RenderedReply, renderSingle } from './render_outcomes.ts'
import { results } from './results.ts'
import { type ItemInput, PostBody, ReverseBody, TransferReply, VoidBody } from './transfer_schema.ts'

const common = {
  moves_money: true,
  method: 'POST',
  tag: 'Ledger transfers',
  scope: 'ledger.transfers:write',
  params: T.Object({ id: T.String() }),
  status: 201,
  reply: TransferReply,
  own_headers: ['Location'],
  errors: refusalRows,
} as const

/** A text that is no id is refused as an id that nobody used. */
const noSuchHold = () => ledgerErrors.fail('pending_not_found', { param: results.pending_not_found.param })

type Call = { readonly ledger: Ledger; readonly scope: OpenScope; readonly claim: KeyClaim }

/** Posts the item as a call of one transfer. */
async function postItem(
  { ledger, scope, claim }: Call,
  item: ItemInput,
): Promise<Result<RenderedReply, Failure>> {
  const read = readSingle(item, scope.world)
  if (!read.ok) return read
  const posted = await ledger.postUnderKey(scope, [read.value], claim)
  return posted.ok ? asReplay(posted.value, renderSingle(posted.value)) : posted
}

const postRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'joined',
    idempotency: 'required',
    path: '/v1/ledger/transfers/{id}/post',
    operation_id: 'postLedgerTransfer',
    summary: 'Post a pending transfer, all that is left of it or a part.',
    description:
      'Parts can be posted until nothing is left; `final` gives the rest back. Without an amount: all that is left.',
    body: PostBody,
    example: { amount: { value: '800', currency: 'USD' }, final: true },
    async run(scope, { params, body }, claim) {
      const pending_id = parseId('trf', params.id)
      if (pending_id === undefined) return noSuchHold()
      return postItem({ ledger, scope, claim }, { ...body, kind: 'post', pending_id })
    },
  })

const voidRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'joined',
    idempotency: 'required',
    path: '/v1/ledger/transfers/{id}/void',
    operation_id: 'voidLedgerTransfer',
    summary: 'Give back what is left of a pending transfer.',
    body: VoidBody,
    example: { code: 'cancelled' },
    async run(scope, { params, body }, claim) {
      const pending_id = parseId('trf', params.id)
      if (pending_id === undefined) return noSuchHold()
      return postItem({ ledger, scope, claim }, { ...body, kind: 'void', pending_id })
    },
  })

/**
 * The opposite of a recorded transfer. Without an amount: what earlier reversals left of it, read before; when
 * another reversal comes in between, the ledger refuses this one with `reversal_exceeds`. Under an id that was used
 * before: what was asked for then.
 */
async function reversalOf(
  { ledger, scope }: Call,
  id: Id<'trf'>,
  own_id: string | undefined,
): Promise<Result<Opposite, Failure>> {
  const found = await ledger.findReversible(scope, id, parseId('trf', own_id ?? ''))
  if (found === undefined) return ledgerErrors.fail('transfer_not_found')
  const { transfer, amount } = found
  return ok({
    debit_account: transfer.credit.account,
    credit_account: transfer.debit.account,
    amount: { value: String(amount), currency: transfer.currency },
    reversal_of: id,
  })
}
type Opposite = {
  readonly debit_account: string
  readonly credit_account: string
  readonly amount: { value: string; currency: string }
  readonly reversal_of: string
}

const reverseRoute = (ledger: Ledger) =>
  route({
    ...common,
    kind: 'joined',
    idempotency: 'required',
    path: '/v1/ledger/transfers/{id}/reverse',
    operation_id: 'reverseLedgerTransfer',
    summary: 'Move a posted transfer back, all that is left of it or a part.',
    description:
      'A transfer of the same two accounts the other way; never more than the transfer moved, in all its reversals.',
    body: ReverseBody,
    errors: { ...refusalRows, ...errorRows('transfer_not_found') },
    example: { code: 'refund' },
    async run(scope, { params, body }, claim) {
      const id = parseId('trf', params.id)
      if (id === undefined) return ledgerErrors.fail('transfer_not_found')
      const call = { ledger, scope, claim }
      const opposite = await reversalOf(call, id, body.id)
      return opposite.ok ? postItem(call, { ...opposite.value, ...body }) : err(opposite.error)
    },
  })

export const settleRoutes = (ledger: Ledger): Route[] => [
  postRoute(ledger),
  voidRoute(ledger),
  reverseRoute(ledger),
]

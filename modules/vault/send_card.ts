import type { Id } from '../../kernel/id.ts'
import type { Dial, Send, WireReply, WireRequest } from '../../platform/outbound/wire.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Cards, HeldCard } from './cards.ts'
import { type Place, openAt } from './cipher.ts'
import type { Cvcs } from './cvcs.ts'
import type { SealingKey, SealingKeys } from './sealing_keys.ts'
import { type CardDetails, fill } from './fill.ts'
import { scrub, scrubReply } from './scrub.ts'

export type CardCall = {
  readonly token: Id<'tok'>
  readonly dial: Dial
  readonly request: WireRequest
  /** The CVC is not needed again, whatever is answered; it is kept when nothing left this machine. */
  readonly forget_cvc?: boolean
}

/** Whether card details may go to this address on behalf of this tenant: it belongs to an acquirer that was registered. */
export type IsAllowed = (dial: Dial, tenant_id: TenantId) => boolean

export type SendDeps = {
  readonly cards: Cards
  readonly cvcs: Cvcs
  readonly keys: SealingKeys
  readonly send: Send
  readonly isAllowed: IsAllowed
}

export const CARD_PURPOSE = 'card'

/** Where a card's number stands, and under which key. */
export const cardPlace = (tenant_id: TenantId, token: Id<'tok'>, key_id: string): Place => ({
  tenant_id,
  table: 'vault.card',
  row: token,
  column: 'sealed',
  key_id,
})

const refuse = (why: string): WireReply => ({ kind: 'not_sent', why })

/**
 * Fills the card's details in and sends the request: the only place where a number leaves. What cannot be sent is a
 * `not_sent` with the reason in words; no reason and no error holds a detail. A repeat sends again.
 */
export async function sendCard(deps: SendDeps, scope: OpenScope, call: CardCall): Promise<WireReply> {
  const { tenant_id } = scope
  const { token, dial, request } = call
  if (!deps.isAllowed(dial, tenant_id))
    return refuse('the address is not registered for card data; register it as an acquirer account')
  const card = await openCard(deps, tenant_id, token)
  if (typeof card === 'string') return refuse(card)
  const filled = fill(request.body, card)
  if ('fault' in filled) return refuse(filled.fault)
  const reply = await sendQuietly(deps.send, dial, { ...request, body: filled.body }, card)
  if (call.forget_cvc === true && reply.kind !== 'not_sent') deps.cvcs.forget(token)
  return reply
}

async function sendQuietly(
  send: Send,
  dial: Dial,
  request: WireRequest,
  card: CardDetails,
): Promise<WireReply> {
  try {
    return scrubReply(await send(dial, request), card)
  } catch (error) {
    // A sender does not throw for what a counterpart does. Its error may hold the request, so it is not passed on.
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' }
    throw new Error(scrub(`the sender failed: ${name}: ${message}`, card))
  }
}

/** The details, or why there are none. */
async function openCard(
  deps: SendDeps,
  tenant_id: TenantId,
  token: Id<'tok'>,
): Promise<CardDetails | string> {
  const { cards, keys } = deps
  let held = cards.held(tenant_id, token) ?? (await cards.find(tenant_id, token))
  if (held === undefined) return 'no card token has this id'
  let key = await keyOf(keys, tenant_id, held)
  if (key === undefined) {
    // It may have been sealed again, under a newer key, since it was read.
    cards.forget(token)
    keys.forget(tenant_id, CARD_PURPOSE)
    held = await cards.find(tenant_id, token)
    key = held === undefined ? undefined : await keyOf(keys, tenant_id, held)
  }
  if (held === undefined || key === undefined)
    return 'the key of this card was destroyed: the card is unreadable for ever'
  const { view, sealed } = held
  const plain = openAt(key.key, cardPlace(tenant_id, token, key.id), sealed)
  // The cardholder's name stands behind the number.
  const number = plain.toString('latin1', 0, plain.indexOf(10))
  plain.fill(0)
  const cvc = deps.cvcs.find(token)?.reveal() ?? ''
  return { number, expiry_month: view.expiry_month, expiry_year: view.expiry_year, cvc }
}

const keyOf = (
  keys: SealingKeys,
  tenant_id: TenantId,
  { epoch }: HeldCard,
): SealingKey | undefined | Promise<SealingKey | undefined> =>
  keys.held(tenant_id, CARD_PURPOSE, epoch) ?? keys.find(tenant_id, CARD_PURPOSE, epoch)

import { createHash } from 'node:crypto'
import { type Client, type Page, ProblemError } from '../../../sdk/typescript/index.ts'
import { CommandError, exits } from '../exits.ts'
import type { PaidRow } from './row.ts'
import { testCardExpiry, testCardNumber } from './test_card.ts'

/** Names that are remembered. One that was forgotten is asked for again, under the same key: nothing is made twice. */
const REMEMBERED_MAX = 200_000

/** Who pays whom, and with what. */
export type Involved = {
  readonly customer?: string
  readonly merchant?: string
  readonly payment_method: string
}
export type PartyDeps = {
  readonly client: Client
  /** The vault's listener with a key that may make tokens; null: every row pays with `payment_method`. */
  readonly vault: Client | null
  readonly payment_method: string | null
  readonly seed: string
  readonly merchant_place: { readonly city: string; readonly country: string }
  /** Ids that an earlier run found, by kind and name. */
  readonly known: ReadonlyMap<string, string>
  keep(name: string, id: string): void
  readonly signal: AbortSignal
}

type Made = { readonly id: string }

/** Makes customers, merchants and cards when they are first seen. A repeat finds those that were made. */
export function createParties(deps: PartyDeps): (row: PaidRow) => Promise<Involved> {
  const once = createOnce(deps)
  const { client, vault, payment_method, seed, signal } = deps
  const customer = (reference: string): Promise<string> =>
    once(`customer ${reference}`, () => findOrMake(deps, 'customers', { reference }))
  const merchant = ({ reference, name, mcc }: NonNullable<PaidRow['merchant']>): Promise<string> =>
    once(`merchant ${reference}`, () =>
      findOrMake(deps, 'merchants', { reference, name, mcc, ...deps.merchant_place }),
    )
  const card = (text: string, on: Client): Promise<string> => {
    const name = `card ${hashOf(`${seed}\0${text}`)}`
    return once(name, async () => {
      const body = { card: { number: testCardNumber(text, seed), ...testCardExpiry } }
      return (await on.post<Made>('/v1/tokens', body, { idempotency_key: keyOf(name), signal })).body.id
    })
  }
  return async (row) => {
    const [cus, mer, tok] = await Promise.all([
      row.customer === undefined
        ? undefined
        : explained(`customer ${row.customer}`, client.url, customer(row.customer)),
      row.merchant === undefined
        ? undefined
        : explained(`merchant ${row.merchant.reference}`, client.url, merchant(row.merchant)),
      payment_method ??
        (vault === null ? undefined : explained('a card', vault.url, card(row.card ?? '', vault))),
    ])
    return {
      ...(cus === undefined ? {} : { customer: cus }),
      ...(mer === undefined ? {} : { merchant: mer }),
      payment_method: tok ?? '',
    }
  }
}

/** Everybody who asks for the same name waits for the same answer. */
function createOnce({ known, keep }: PartyDeps) {
  const found = new Map<string, Promise<string>>()
  return (name: string, make: () => Promise<string>): Promise<string> => {
    const asked = found.get(name)
    if (asked !== undefined) return asked
    const before = known.get(name)
    const making = before === undefined ? make() : Promise.resolve(before)
    found.set(name, making)
    making.then(
      (id) => before ?? keep(name, id),
      () => found.delete(name),
    )
    const [oldest] = found.keys()
    if (found.size > REMEMBERED_MAX && oldest !== undefined) found.delete(oldest)
    return making
  }
}

async function findOrMake(
  { client, signal }: PartyDeps,
  kind: 'customers' | 'merchants',
  body: Readonly<Record<string, string>> & { readonly reference: string },
): Promise<string> {
  const { reference } = body
  try {
    const made = await client.post<Made>(`/v1/${kind}`, body, {
      idempotency_key: keyOf(`${kind} ${reference}`),
      signal,
    })
    return made.body.id
  } catch (error) {
    // It was made by somebody else, or by a replay that knew another name for it.
    const isThere =
      error instanceof ProblemError && ['reference_taken', 'idempotency_mismatch'].includes(error.code)
    if (!isThere) throw error
    const found = await client.get<Page<Made>>(`/v1/${kind}`, { query: { reference, limit: 1 }, signal })
    const [one] = found.body.data
    if (one === undefined) throw error
    return one.id
  }
}

/** Says what could not be made: the refusal alone does not. */
async function explained<T>(what: string, url: string, making: Promise<T>): Promise<T> {
  try {
    return await making
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status === 401 || error.status === 403) throw error
    const advice =
      what === 'a card' ? 'is --vault-url right? --payment-method pm_card_visa needs no vault' : undefined
    throw new CommandError(
      exits.refused,
      `${what} cannot be made at ${url}: ${error.code}: ${error.message}`,
      advice,
    )
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)
const keyOf = (name: string): string => `replay-${hashOf(name)}`

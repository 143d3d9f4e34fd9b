import { type Id, newId } from '../../kernel/id.ts'
import { pause, type World } from '../../kernel/world.ts'
import { createDice } from '../dice.ts'

export type Sent = {
  readonly key: string
  readonly body: string
  readonly ids: readonly Id<'trf'>[]
  status: number
  /** The first answer, byte for byte. */
  answer: string
  tries: number
}

const RETRY_PAUSE_MS = 40
const ANSWER_MS_MAX = 10_000
const isFinal = (status: number): boolean => status === 201 || status === 422

export type Caller = { readonly origin: string; readonly secret_key: string; readonly world: World }

/** One request under its key; undefined when no answer came. */
export async function send(
  caller: Caller,
  one: Pick<Sent, 'key' | 'body'>,
): Promise<{ status: number; text: string; is_replay: boolean } | undefined> {
  const giveUp = new AbortController()
  const cancel = caller.world.after(ANSWER_MS_MAX, () => giveUp.abort())
  try {
    const answer = await fetch(`${caller.origin}/v1/ledger/transfers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${caller.secret_key}`,
        'idempotency-key': one.key,
        'content-type': 'application/json',
      },
      body: one.body,
      signal: giveUp.signal,
    })
    return {
      status: answer.status,
      text: await answer.text(),
      is_replay: answer.headers.get('idempotency-status') === 'replayed',
    }
  } catch {
    return undefined
  } finally {
    cancel()
  }
}

/** Asks under one key until the answer is final. What is neither final nor temporary is a fault of the server. */
export async function askUntilKnown(caller: Caller, one: Sent, isAbandoned: () => boolean): Promise<void> {
  while (!isAbandoned()) {
    one.tries += 1
    const answer = await send(caller, one)
    if (answer !== undefined && isFinal(answer.status)) {
      one.status = answer.status
      one.answer = answer.text
      return
    }
    const isTemporary = answer === undefined || [409, 429, 503].includes(answer.status)
    if (!isTemporary) throw new Error(`${one.key} was answered ${answer.status}: ${answer.text}`)
    await pause(caller.world, RETRY_PAUSE_MS)
  }
}

/** Transfers between the accounts, one or a few a request; some of them more than the account holds. */
export function newRequest(world: World, accounts: readonly string[], key: string): Sent {
  const dice = createDice(world)
  const count = dice.chance(70) ? 1 : 1 + dice.below(5)
  const ids: Id<'trf'>[] = []
  const transfers = Array.from({ length: count }, () => {
    const id = newId('trf', world)
    ids.push(id)
    const debit = dice.pick(accounts)
    const credit = dice.pick(accounts.filter((account) => account !== debit))
    return {
      id,
      debit_account: debit,
      credit_account: credit,
      amount: { value: String(1 + dice.below(400)), currency: 'USD' },
      code: 'chaos',
    }
  })
  const body = count === 1 ? transfers[0] : { transfers, atomic: dice.pick(['none', 'all']) }
  return { key, body: JSON.stringify(body), ids, status: 0, answer: '', tries: 0 }
}

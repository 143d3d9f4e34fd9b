import type pg from 'pg'
import { idOf, newUuid, uuidOf } from '../../kernel/id.ts'
import { instantText, type World } from '../../kernel/world.ts'

export type NaiveRequest = {
  readonly debit_account: string
  readonly credit_account: string
  readonly amount: { readonly value: string; readonly currency: string }
  readonly code: string
}
export type NaiveReply = { readonly status: 201 | 409 | 422; readonly body: string }
type Account = {
  id: string
  debits: string
  credits: string
  version: string
  floor: string | null
  currency: string
}

const refuse = (status: 409 | 422, code: string): NaiveReply => ({ status, body: JSON.stringify({ code }) })

/** One transaction: claim the key, lock both accounts in order, check, move, record, tell, store the reply, commit. */
export async function postTransfer(
  pool: pg.Pool,
  world: World,
  request: NaiveRequest,
  claim: { key: string; fingerprint: string; actor: string },
): Promise<NaiveReply> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const at = instantText(world.now())
    const claimed = await client.query({
      name: 'claim',
      text: 'insert into naive_key (key, fingerprint, created_at) values ($1, $2, $3) on conflict (key) do nothing',
      values: [claim.key, claim.fingerprint, at],
    })
    const reply =
      claimed.rowCount === 0
        ? await replay(client, claim)
        : await move(client, world, request, { actor: claim.actor, at })
    if (reply.status !== 201) {
      await client.query('rollback')
      return reply
    }
    if (claimed.rowCount !== 0)
      await client.query({
        name: 'reply',
        text: 'update naive_key set reply = $2 where key = $1',
        values: [claim.key, reply.body],
      })
    await client.query('commit')
    return reply
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function replay(
  client: pg.PoolClient,
  claim: { key: string; fingerprint: string },
): Promise<NaiveReply> {
  const { rows } = await client.query<{ fingerprint: string; reply: string }>({
    name: 'replay',
    text: 'select fingerprint, reply from naive_key where key = $1',
    values: [claim.key],
  })
  if (rows[0]?.fingerprint !== claim.fingerprint) return refuse(409, 'idempotency_mismatch')
  return { status: 201, body: rows[0].reply }
}

async function move(
  client: pg.PoolClient,
  world: World,
  request: NaiveRequest,
  { actor, at }: { actor: string; at: string },
): Promise<NaiveReply> {
  const { currency } = request.amount
  const ids = [uuidOf(request.debit_account), uuidOf(request.credit_account)] as const
  const { rows } = await client.query<Account>({
    name: 'lock',
    text: 'select id, debits, credits, version, floor, currency from naive_account where id in ($1, $2) order by id for update',
    values: [...ids],
  })
  const [debit, credit] = ids.map((id) => rows.find((row) => row.id === id))
  if (debit === undefined || credit === undefined) return refuse(422, 'account_not_found')
  if (debit.currency !== currency || credit.currency !== currency) return refuse(422, 'currency_mismatch')
  const amount = BigInt(request.amount.value)
  const left = { debit: leftOn(debit, -amount), credit: leftOn(credit, amount) }
  if (debit.floor !== null && left.debit.posted < BigInt(debit.floor))
    return refuse(422, 'insufficient_funds')
  const id = newUuid(world)
  await record(client, { id, ids, left, request, actor, at })
  const shown = (account: string, { version, posted }: Left) => ({ account, version, posted: String(posted) })
  const balances = {
    debit: shown(request.debit_account, left.debit),
    credit: shown(request.credit_account, left.credit),
  }
  return {
    status: 201,
    body: JSON.stringify({ id: idOf('trf', id), status: 'posted', ...request, recorded_at: at, balances }),
  }
}

type Left = { readonly version: number; readonly posted: bigint }
const leftOn = ({ version, credits, debits }: Account, change: bigint): Left => ({
  version: Number(version) + 1,
  posted: BigInt(credits) - BigInt(debits) + change,
})

async function record(
  client: pg.PoolClient,
  made: {
    id: string
    ids: readonly [string, string]
    left: { debit: Left; credit: Left }
    request: NaiveRequest
    actor: string
    at: string
  },
): Promise<void> {
  const { ids, left, request } = made
  const { value, currency } = request.amount
  await client.query({
    name: 'debit',
    text: 'update naive_account set debits = debits + $2, version = version + 1 where id = $1',
    values: [ids[0], value],
  })
  await client.query({
    name: 'credit',
    text: 'update naive_account set credits = credits + $2, version = version + 1 where id = $1',
    values: [ids[1], value],
  })
  const moved = [value, currency, request.code, made.at]
  const balances = [left.debit.version, left.debit.posted, left.credit.version, left.credit.posted]
  await client.query({
    name: 'record',
    text: `insert into naive_transfer (id, debit_account, credit_account, amount, currency, code, posted_at,
        debit_version, debit_balance, credit_version, credit_balance)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [made.id, ...ids, ...moved, ...balances],
  })
  await client.query({
    name: 'tell',
    text: `insert into naive_event (type, object_id, actor, at, body) values ('transfer.posted', $1, $2, $3, $4)`,
    values: [made.id, made.actor, made.at, JSON.stringify({ ...request, balances: left }, digits)],
  })
}

const digits = (_name: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

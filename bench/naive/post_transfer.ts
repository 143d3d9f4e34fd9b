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

/** One transaction: claim the key, lock both accounts in order, check, move, record, store the reply, commit. */
export async function postTransfer(
  pool: pg.Pool,
  world: World,
  request: NaiveRequest,
  claim: { key: string; fingerprint: string },
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
      claimed.rowCount === 0 ? await replay(client, claim) : await move(client, world, request, at)
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
  at: string,
): Promise<NaiveReply> {
  const { value, currency } = request.amount
  const ids = [uuidOf(request.debit_account), uuidOf(request.credit_account)]
  const { rows } = await client.query<Account>({
    name: 'lock',
    text: 'select id, debits, credits, version, floor, currency from naive_account where id in ($1, $2) order by id for update',
    values: ids,
  })
  const [debit, credit] = ids.map((id) => rows.find((row) => row.id === id))
  const amount = BigInt(value)
  if (debit === undefined || credit === undefined) return refuse(422, 'account_not_found')
  if (debit.currency !== currency || credit.currency !== currency) return refuse(422, 'currency_mismatch')
  const debit_balance = BigInt(debit.credits) - BigInt(debit.debits) - amount
  const credit_balance = BigInt(credit.credits) - BigInt(credit.debits) + amount
  if (debit.floor !== null && debit_balance < BigInt(debit.floor)) return refuse(422, 'insufficient_funds')
  const versions = [Number(debit.version) + 1, Number(credit.version) + 1]
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
  const id = newUuid(world)
  await client.query({
    name: 'record',
    text: `insert into naive_transfer (id, debit_account, credit_account, amount, currency, code, posted_at,
        debit_version, debit_balance, credit_version, credit_balance)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      id,
      ...ids,
      value,
      currency,
      request.code,
      at,
      versions[0],
      debit_balance,
      versions[1],
      credit_balance,
    ],
  })
  const balances = {
    debit: { account: request.debit_account, version: versions[0], posted: String(debit_balance) },
    credit: { account: request.credit_account, version: versions[1], posted: String(credit_balance) },
  }
  return {
    status: 201,
    body: JSON.stringify({ id: idOf('trf', id), status: 'posted', ...request, recorded_at: at, balances }),
  }
}

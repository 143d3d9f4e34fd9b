import { type Client, NotFoundError, PermissionError, type ProblemError } from '../../sdk/typescript/index.ts'

/** What came of one check. `unseen`: the key may not look there. */
export type Verdict = 'holds' | 'missing' | 'unseen'
export type Checked = {
  readonly name: string
  readonly verdict: Verdict
  /** What was seen, in a few words. */
  readonly seen: string
  /** What to do, where something is missing. */
  readonly advice: string
}
type Row = Readonly<Record<string, unknown>>
type Look = { readonly holds: boolean; readonly seen: string }
type Check = {
  readonly name: string
  readonly advice: string
  look(client: Client, now_ms: number): Promise<Look>
}

const DAY_MS = 86_400_000
/** Rows that one check looks at, at most: more of a kind say nothing new. */
const ROWS_MAX = 500
const BREAK_DAYS_MAX = 7

async function rowsOf(
  client: Client,
  path: string,
  query: Record<string, string | number> = {},
): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of client.list<Row>(path, { query: { limit: 100, ...query } })) {
    rows.push(row)
    if (rows.length >= ROWS_MAX) break
  }
  return rows
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
const isOld = (now_ms: number) => (row: Row) => now_ms - Date.parse(String(row['updated_at'])) > DAY_MS

const checks: readonly Check[] = [
  {
    name: 'the books balance',
    advice: 'Stop, and read the playbook “The ledger’s proof fails”.',
    async look(client) {
      const { body } = await client.get<Row>('/v1/ledger/proof')
      const invariants = (body['invariants'] as readonly Row[] | undefined) ?? []
      return { holds: body['holds'] === true, seen: counted(invariants.length, 'invariant') }
    },
  },
  {
    name: 'a webhook endpoint is enabled and answers',
    advice: 'Add one: POST /v1/webhook-endpoints. One that fails says since when in `failing_since`.',
    async look(client) {
      const rows = await rowsOf(client, '/v1/webhook-endpoints')
      const good = rows.filter(({ state, failing_since }) => state === 'enabled' && failing_since === null)
      return { holds: good.length > 0, seen: `${good.length} of ${counted(rows.length, 'endpoint')}` }
    },
  },
  {
    name: 'no delivery of an event was given up',
    advice: 'Look at them (GET /v1/webhook-deliveries?state=dead), mend the endpoint, and send them again.',
    async look(client) {
      const rows = await rowsOf(client, '/v1/webhook-deliveries', { state: 'dead' })
      return {
        holds: rows.length === 0,
        seen: counted(rows.length, 'dead delivery', 'dead deliveries'),
      }
    },
  },
  {
    name: 'programs use restricted keys',
    advice: 'Make a key with the scopes that a program needs: POST /v1/api-keys with `kind: restricted`.',
    async look(client) {
      const rows = (await rowsOf(client, '/v1/api-keys')).filter(({ status }) => status === 'active')
      const restricted = rows.filter(({ kind }) => kind === 'restricted')
      return {
        holds: restricted.length > 0,
        seen: `${restricted.length} of ${counted(rows.length, 'active key')}`,
      }
    },
  },
  {
    name: 'no secret key is good from everywhere',
    advice: 'Give secret keys an allow list of addresses (`ip_allow`) when you make or rotate them.',
    async look(client) {
      const rows = (await rowsOf(client, '/v1/api-keys')).filter(
        ({ status, kind }) => status === 'active' && kind === 'secret',
      )
      const open = rows.filter(({ ip_allow }) => !Array.isArray(ip_allow) || ip_allow.length === 0)
      return {
        holds: open.length === 0,
        seen: `${open.length} of ${counted(rows.length, 'secret key')} from everywhere`,
      }
    },
  },
  {
    name: 'there is a way to be paid',
    advice:
      'Add an acquirer account (POST /v1/acquirer-accounts) or a bank connection (POST /v1/bank-connections).',
    async look(client) {
      const ways = await Promise.all(
        ['/v1/acquirer-accounts', '/v1/bank-connections'].map((path) => rowsOf(client, path)),
      )
      const enabled = ways.flat().filter(({ state }) => state === 'enabled')
      return { holds: enabled.length > 0, seen: counted(enabled.length, 'enabled way') }
    },
  },
  {
    name: 'payouts need a second person',
    advice: 'Set rules with at least one approver: POST /v1/approval-policy.',
    async look(client) {
      const { body } = await client.get<Row>('/v1/approval-policy')
      const thresholds = (body['thresholds'] as readonly Row[] | undefined) ?? []
      const least = Math.min(
        Number(body['approvers_otherwise'] ?? 0),
        ...thresholds.map(({ approvers }) => Number(approvers)),
      )
      return { holds: least > 0, seen: `at least ${counted(least, 'approver')}` }
    },
  },
  {
    name: 'bank accounts are bound for reconciliation',
    advice: 'Bring a statement (POST /v1/bank-files) and bind its account: POST /v1/reconciliation/accounts.',
    async look(client) {
      const rows = await rowsOf(client, '/v1/reconciliation/accounts', { status: 'active' })
      return { holds: rows.length > 0, seen: counted(rows.length, 'account') }
    },
  },
  {
    name: 'no break is older than a week',
    advice: 'GET /v1/reconciliation/breaks?status=open&age_days_min=7; there is a playbook for each type.',
    async look(client) {
      const rows = await rowsOf(client, '/v1/reconciliation/breaks', {
        status: 'open',
        age_days_min: BREAK_DAYS_MAX,
      })
      return { holds: rows.length === 0, seen: counted(rows.length, 'old break') }
    },
  },
  {
    name: 'no order at a bank is unknown for a day',
    advice: 'Ask the bank, and say what it said: POST /v1/payment-orders/{id}/resolve.',
    async look(client, now_ms) {
      const rows = (await rowsOf(client, '/v1/payment-orders', { state: 'unknown' })).filter(isOld(now_ms))
      return { holds: rows.length === 0, seen: counted(rows.length, 'unknown order') }
    },
  },
  {
    name: 'no order waits for a person',
    advice: 'GET /v1/payment-orders?needs_review=true says which and why.',
    async look(client) {
      const rows = await rowsOf(client, '/v1/payment-orders', { needs_review: 'true' })
      return { holds: rows.length === 0, seen: counted(rows.length, 'order') }
    },
  },
]

/** What only people know. */
export const questions: readonly string[] = [
  'Who is woken at night, and have they read the playbooks?',
  'Was a backup restored, and did the ledger’s proof hold afterwards?',
  'Do idempotency keys come from the intent (order, month), and not from chance?',
  'Does the shop show “we are looking into it” for 202, and ship only what is final enough?',
  'Do card numbers go to the vault’s address alone?',
]

/** Looks at everything that can be seen with a key. What it may not see is `unseen`; other faults are thrown. */
export async function runChecklist(client: Client, now_ms: number): Promise<Checked[]> {
  const done: Checked[] = []
  for (const { name, advice, look } of checks) {
    try {
      const { holds, seen } = await look(client, now_ms)
      done.push({ name, verdict: holds ? 'holds' : 'missing', seen, advice })
    } catch (error) {
      if (!(error instanceof PermissionError || error instanceof NotFoundError)) throw error
      done.push({ name, verdict: 'unseen', seen: saidBy(error), advice: 'Use a key that may read it.' })
    }
  }
  return done
}

const saidBy = (error: ProblemError): string => error.problem.code

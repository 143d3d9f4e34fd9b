import { type Client, ProblemError, type Runtime } from '../../../sdk/typescript/index.ts'
import type { CsvFile } from './csv_file.ts'
import { answered, type Outcome, type PaymentJson, refusedWith } from './outcome.ts'
import type { Involved } from './parties.ts'
import type { PaidRow } from './row.ts'

type Deps = {
  readonly client: Client
  readonly involved: (row: PaidRow) => Promise<Involved>
  readonly weighed: CsvFile
  readonly run: string | undefined
  readonly runtime: Runtime
  readonly signal: AbortSignal
}

/** Pays one row under its own key. Errors: what would be the same for every row, such as a key that is not let in. */
export function createPayRow({ client, involved, weighed, run, runtime, signal }: Deps) {
  const prefix = `replay-${weighed.sha256.slice(0, 24)}${run === undefined ? '' : `-${run}`}`
  return async (row: PaidRow, number: number): Promise<Outcome> => {
    const who = await involved(row)
    const body = {
      amount: row.amount,
      ...who,
      ...(row.reference === undefined ? {} : { reference: row.reference }),
      metadata: { replay_row: String(number), ...row.metadata },
    }
    const started_ms = runtime.elapsed_ms()
    const took = (): number => runtime.elapsed_ms() - started_ms
    try {
      const idempotency_key = `${prefix}-${number}${idPart(row.id)}`
      return answered(
        await client.post<PaymentJson>('/v1/payments', body, { idempotency_key, signal }),
        took(),
      )
    } catch (error) {
      if (!(error instanceof ProblemError) || isForAll(error)) throw error
      return refusedWith(error, took())
    }
  }
}

/** Rows without a plain id are told apart by their number alone, which is enough. */
const idPart = (id: string): string => (/^[\w-]{1,80}$/.test(id) ? `-${id}` : '')

const forAll = new Set(['idempotency_mismatch', 'route_not_found', 'not_florin'])
function isForAll({ status, code }: ProblemError): boolean {
  if (code === 'acquirer_unavailable') return false
  return status === 401 || status === 403 || status === 429 || status >= 500 || forAll.has(code)
}

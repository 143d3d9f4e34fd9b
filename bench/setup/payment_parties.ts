import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { World } from '../../kernel/world.ts'
import { freePort } from '../../platform/db/free_port.ts'
import { callApi, inLanes } from './call_api.ts'
import type { HttpServer } from './florin_server.ts'
import { type Program, startProgram } from './program.ts'

const program = fileURLToPath(new URL('../acquirer/server.ts', import.meta.url))

export type Acquirer = Program & { readonly http_port: number }

/** The acquirer that approves everything, on two ports. */
export async function startAcquirer(world: World): Promise<Acquirer> {
  const http_port = await freePort()
  return { ...(await startProgram(world, program, { HTTP_PORT: String(http_port) })), http_port }
}

const MERCHANTS = 100
// So many that no card is tried more than ten times in an hour, which the built-in risk rules take for a hurry: a run pays
// with each two or three times.
const CARDS = 60_000

/** A Luhn digit makes these the numbers of cards that no simulator knows. */
function cardNumber(index: number): string {
  const body = `400012${String(index).padStart(9, '0')}`
  const sum = body.split('').reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

type Made = { readonly id: string }
const call = (url: string, authorization: string, key: string, body: unknown): Promise<Made> =>
  callApi<Made>(url, authorization, key, body)

/**
 * A contract with the acquirer, merchants, and cards in the vault, through the API. Answers the file of ids that the load
 * draws from: the merchants, then the cards' tokens, 30 characters each.
 */
export async function preparePayments(
  server: HttpServer & { readonly vault_port: number },
  acquirer: Acquirer,
  folder: string,
): Promise<{ file: string; merchants: number }> {
  const { authorization } = server
  const api = `http://127.0.0.1:${server.port}/v1`
  const vault = `http://127.0.0.1:${server.vault_port}/v1`
  await call(`${api}/acquirer-accounts`, authorization, 'bench-acquirer', {
    connector: 'ironbridge',
    name: 'bench',
    merchant_number: 'BENCH',
    url: `tcp://127.0.0.1:${acquirer.port}`,
    report_url: `http://127.0.0.1:${acquirer.http_port}`,
    country: 'US',
    api_key: 'bench-api-key-of-the-benchmark',
    callback_secrets: ['bench-callback-secret-of-the-benchmark'],
    fee_plan: { kind: 'interchange_plus', ppm: 1_000, fixed: { USD: 10 } },
  })
  const merchants = await inLanes(MERCHANTS, (index) =>
    call(`${api}/merchants`, authorization, `bench-merchant-${index}`, {
      name: `Bench ${index}`,
      city: 'Utrecht',
      country: 'US',
      mcc: '5812',
    }),
  )
  const cards = await inLanes(CARDS, (index) =>
    call(`${vault}/tokens`, authorization, `bench-card-${index}`, {
      card: { number: cardNumber(index), expiry_month: 12, expiry_year: 2040 },
    }),
  )
  const file = join(folder, 'payment-ids')
  await writeFile(file, [...merchants, ...cards].map(({ id }) => id).join(''))
  return { file, merchants: MERCHANTS }
}

import { present } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import { achReturnStage } from '../../modules/rails/index.ts'
import { openCluster } from '../cluster.ts'
import { inLanes } from '../setup/call_api.ts'
import { type BenchBank, openBank } from './bank.ts'
import { type CodeCheck, checkNextSteps } from './next_steps.ts'
import type { RunPage } from './run.ts'

/** What was measured of one run of direct debits. */
export type DebitRun = {
  readonly debits: number
  readonly returned: number
  readonly codes: readonly CodeCheck[]
  readonly phases: readonly { readonly name: string; readonly ms: number; readonly count: number }[]
  readonly memory_max: number
}

/** One account in a hundred of those that pay; they are debited again and again. */
const GOOD_ACCOUNTS = 1_000
const ORDERS_PER_CALL = 1_000
const CALLS_AT_ONCE = 4
const ROUTING_NUMBER = '091000019'
const CENTS = 1_000
/** Of the codes for returns, those that a receiving bank or the operator sends. */
const returnCodes = Array.from({ length: 99 }, (_, index) => `R${String(index + 1).padStart(2, '0')}`).filter(
  (code) => achReturnStage(code) === 'return',
)

type Party = { readonly bank_account: string; readonly mandate: string; readonly code: string | null }

async function makeParty(bank: BenchBank, index: number, code: string | null): Promise<Party> {
  const digits = String(index).padStart(4, '0').slice(-4)
  const account_number =
    code === null ? `1${String(index).padStart(9, '0')}` : `9900${code.slice(1)}${digits}`
  const { id: bank_account } = await bank.post<{ id: string }>('/bank-accounts', {
    country: 'US',
    currency: 'USD',
    holder: { name: `Debtor ${index}`, kind: 'individual' },
    account_type: 'checking',
    account: { routing_number: ROUTING_NUMBER, account_number },
  })
  const { id: mandate } = await bank.post<{ id: string }>('/mandates', {
    scheme: 'ach',
    reference: `RUN-${index}`,
    bank_account,
    kind: 'recurrent',
    creditor_name: 'Bench',
    sec_code: 'PPD',
    signed_on: '2026-01-15',
    signature: { kind: 'paper', content: { archive: 'bench' } },
  })
  return { bank_account, mandate, code }
}

type Order = { readonly file_cutoff_at: string; readonly settles_at: string }

/** Everybody's debit, those that come back among the others; one of them. */
async function orderAll(bank: BenchBank, account: string, debits: readonly Party[]): Promise<Order> {
  const calls = Math.ceil(debits.length / ORDERS_PER_CALL)
  let next = 0
  let last: Order | undefined
  const lane = async (): Promise<void> => {
    for (let call = next++; call < calls; call = next++) {
      const orders = debits
        .slice(call * ORDERS_PER_CALL, (call + 1) * ORDERS_PER_CALL)
        .map(({ bank_account, mandate }) => ({
          connection: bank.connection.id,
          kind: 'direct_debit',
          rail: 'ach',
          bank_account,
          mandate,
          account,
          amount: { value: String(CENTS), currency: 'USD' },
        }))
      last = (await bank.post<{ data: Order[] }>('/payment-orders', { orders })).data[0]
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane))
  return present(last, 'an order')
}

const plus = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString()
const HOUR_MS = 3_600_000

/** `returned` debits of all, by every code in turn, spread evenly. */
function mix(good: readonly Party[], bad: readonly Party[], debits: number): Party[] {
  const every = Math.floor(debits / bad.length)
  return Array.from({ length: debits }, (_, index) => {
    const one = index % every === 0 ? bad[index / every] : undefined
    return one ?? present(good[index % good.length], 'an account that pays')
  })
}

/**
 * A run of direct debits from the call that orders them to the next step about each that came back, over the real server, the
 * bank's SFTP server and the operator behind it.
 */
export async function runDebits(
  world: World,
  { debits, returned }: { readonly debits: number; readonly returned: number },
  say: (text: string) => void,
): Promise<DebitRun> {
  const cluster = await openCluster(undefined)
  const bank = await openBank(world, await cluster.create('debits'))
  try {
    const phases: { name: string; ms: number; count: number }[] = []
    const time = async <T>(name: string, count: number, work: () => Promise<T>): Promise<T> => {
      const from_ms = world.elapsed_ms()
      const done = await work()
      const ms = world.elapsed_ms() - from_ms
      phases.push({ name, ms, count })
      say(`${name}: ${(ms / 1_000).toFixed(1)} s`)
      return done
    }
    const codeOf = (index: number): string => present(returnCodes[index % returnCodes.length], 'a code')
    say('making bank accounts and mandates')
    const bad = await inLanes(returned, (index) => makeParty(bank, index, codeOf(index)))
    const good = await inLanes(GOOD_ACCOUNTS, (index) => makeParty(bank, returned + index, null))
    const { id: account } = await bank.post<{ id: string }>('/ledger/accounts', {
      currency: 'USD',
      normal_side: 'credit',
      path: 'bench:collected',
    })
    const all = mix(good, bad, debits)
    const last = await time('ordered, 1,000 a call', debits, () => orderAll(bank, account, all))
    await time('gathered, written, sent, acknowledged', debits, () =>
      bank.goTo(plus(last.file_cutoff_at, HOUR_MS)),
    )
    await time('settled', debits, () => bank.goTo(plus(last.settles_at, HOUR_MS)))
    await time('returns read, next steps done', returned, () =>
      bank.goTo(plus(last.settles_at, 5 * 24 * HOUR_MS)),
    )
    const memory_max = await bank.memoryMax()
    say('looking at each that came back')
    const codes = await checkNextSteps(bank, returnCodes)
    return { debits, returned: codes.reduce((sum, { count }) => sum + count, 0), codes, phases, memory_max }
  } finally {
    await bank.stop()
    await cluster.close()
  }
}

/** The run as a page. It is right when everything that had to come back did, with the step that its code asks for. */
export const renderDebits = (
  one: DebitRun,
  { debits, returned }: { readonly debits: number; readonly returned: number },
): RunPage => ({
  title: `A run of direct debits (\`npm run bench -- --run debits --debits ${debits} --returned ${returned}\`)`,
  is_right:
    one.returned === returned && one.codes.every(({ wrong, count }) => wrong.length === 0 && count > 0),
  text: `${debits.toLocaleString('en')} ACH debits are ordered, gathered into files, sent to the simulated bank by SFTP, settled; ${one.returned.toLocaleString('en')} come back, by every code that a receiving bank or the operator has, and each is looked at.

| | seconds | a second |
|---|---|---|
${one.phases.map(({ name, ms, count }) => `| ${name} | ${(ms / 1_000).toFixed(1)} | ${Math.round(count / (ms / 1_000)).toLocaleString('en')} |`).join('\n')}

The server had ${Math.round(one.memory_max / 2 ** 20)} MB of memory at most.

| Code | Action | Came back | Next step wrong |
|---|---|---|---|
${one.codes.map(({ code, action, count, wrong }) => `| ${code} | ${action} | ${count} | ${wrong.length === 0 ? '0' : `${wrong.length}: ${wrong[0]}`} |`).join('\n')}
`,
})

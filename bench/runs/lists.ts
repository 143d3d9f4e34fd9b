import { instantText, plusMs, type World } from '../../kernel/world.ts'
import { openCluster } from '../cluster.ts'
import { type Planting, plantRows } from '../setup/plant_rows.ts'
import { withClient } from '../setup/with_client.ts'
import { type BenchBank, openBank } from './bank.ts'
import { type FirstPage, type ListRoute, questionsOf } from './list_questions.ts'

/** The worst answer of each list, and what was asked then. */
export type ListRun = {
  readonly rows: number
  readonly lists: readonly { readonly path: string; readonly asked: number; readonly worst: Answer }[]
}
type Answer = { readonly question: string; readonly ms: number }

export const LIST_MS_MAX = 200
const DAYS = 4
const DAY_MS = 86_400_000

/** What lists read. A hold that was captured ten thousand times is no list: its captures are left out. */
const plantings: readonly Planting[] = [
  { table: 'payments.payment_order', own: ['reference'] },
  { table: 'payments.payment' },
  { table: 'payments.refund' },
  { table: 'payments.operation', own: ['payment_id'] },
  { table: 'payments.customer' },
  { table: 'payments.payment_method' },
  { table: 'payments.merchant' },
  { table: 'disputes.dispute' },
  { table: 'ledger.account' },
  { table: 'ledger.transfer', where: 'pending_id is null' },
  {
    table: 'audit.event',
    is_upward: true,
    before: 'select seq from audit.head for update',
    after:
      'update audit.head h set seq = (select max(e.seq) from audit.event e where e.tenant_id = h.tenant_id)',
  },
  { table: 'webhooks.event' },
  // One that is under way would be sent.
  { table: 'webhooks.delivery', as: { state: '3', due_at: 'null' } },
  { table: 'requests.request_log' },
  { table: 'rails.payment_order' },
  { table: 'rails.payment_request' },
  { table: 'rails.instant_receipt' },
  { table: 'rails.outgoing_file' },
  { table: 'rails.bank_file' },
  { table: 'rails.bank_account' },
  { table: 'rails.mandate' },
  { table: 'rails.payee_verification' },
  { table: 'rails.iso_message' },
  { table: 'payouts.payout' },
  { table: 'reconciliation.report' },
  { table: 'reconciliation.line' },
  { table: 'reconciliation.statement' },
  { table: 'reconciliation.statement_line' },
]

type Trigger = { readonly type: string; readonly is_triggerable: boolean }

/** A sandbox in which whatever can be made to happen has happened once. */
async function live(bank: BenchBank, world: World): Promise<void> {
  await bank.post('/webhook-endpoints', { url: 'https://127.0.0.1:9/', events: ['*'] })
  const triggers = (await bank.get<{ data: Trigger[] }>('/sandbox/simulate/events')).data
  // Some need what others have used up.
  for (const { type, is_triggerable } of triggers)
    if (is_triggerable) await bank.post('/sandbox/simulate/events', { type }).catch(() => undefined)
  await bank.goTo(instantText(plusMs(world.now(), DAYS * DAY_MS)))
}

/** Fills the tables of a sandbox, and asks each list with each of its filters. */
export async function runLists(
  world: World,
  { rows }: { readonly rows: number },
  say: (text: string) => void,
): Promise<ListRun> {
  const cluster = await openCluster(undefined)
  try {
    const url = await cluster.create('lists')
    const bank = await openBank(world, url)
    try {
      say('making everything happen once')
      await live(bank, world)
      await plant(url, rows, say)
      return { rows, lists: await askAll(bank, world, say) }
    } finally {
      await bank.stop()
    }
  } finally {
    await cluster.close()
  }
}

async function plant(url: string, rows: number, say: (text: string) => void): Promise<void> {
  await withClient(url, async (client) => {
    for (const planting of plantings)
      say(`${planting.table}: ${(await plantRows(client, planting, rows)).toLocaleString('en-US')} rows`)
  })
}

async function askAll(bank: BenchBank, world: World, say: (text: string) => void): Promise<ListRun['lists']> {
  const api = (await bank.ask('/openapi.json')).body as { paths: Record<string, { get?: ListRoute }> }
  const lists = []
  for (const [path, { get: route }] of Object.entries(api.paths)) {
    if (route?.operationId.startsWith('list') !== true || path.includes('{')) continue
    const { status, body: first } = await bank.ask(path)
    // Members ask for some with their session, and no key does.
    if (status !== 200) continue
    const questions = questionsOf(path, route, first as FirstPage)
    let worst: Answer = { question: path, ms: 0 }
    for (const question of questions) {
      const ms = await quickest(bank, world, question)
      if (ms > worst.ms) worst = { question, ms }
    }
    say(`${worst.ms.toFixed(1).padStart(7)} ms  ${worst.question}`)
    lists.push({ path, asked: questions.length, worst })
  }
  return lists
}

/** Of three calls: what is measured is the work, and not who else wanted the processor. */
async function quickest(bank: BenchBank, world: World, question: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 3; turn++) {
    const from_ms = world.elapsed_ms()
    const { status } = await bank.ask(question)
    if (status >= 500) throw new Error(`${question}: ${status}`)
    least = Math.min(least, world.elapsed_ms() - from_ms)
  }
  return least
}

export const renderLists = ({ rows, lists }: ListRun): string => {
  const shown = lists.toSorted((a, b) => b.worst.ms - a.worst.ms)
  return `Whatever can be made to happen in a sandbox happened once. Copies of its rows, each further back in time, were planted by set-based SQL: ${rows.toLocaleString('en-US')} in each table that a list reads and that had a row. Over HTTP each list was asked for its first page, a page of 100, the next one, and with every filter: every value of an enumeration, an id that is nowhere, a word that nothing has, days with nothing before or after them, and what its first row has. Of each question the best of three; of each list the worst question. At most ${LIST_MS_MAX} ms are allowed.

| list | questions | worst, ms | asked then |
|---|---|---|---|
${shown.map(({ path, asked, worst }) => `| \`${path}\` | ${asked} | ${worst.ms.toFixed(1)} | \`${worst.question.slice(path.length) || '(first page)'}\` |`).join('\n')}
`
}

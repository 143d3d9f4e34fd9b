import { basename } from 'node:path'
import type { ReplayOptions } from '../commands_replay.ts'
import { chooseProfile } from '../connect.ts'
import { CommandError, exits, usage } from '../exits.ts'
import type { Means } from '../means.ts'
import { paint, show } from '../show.ts'
import { readRecords, weighFile } from './csv_file.ts'
import { type Columns, readColumns } from './columns.ts'
import type { Journal } from './journal.ts'
import { createLines, type Lines } from './lines.ts'
import { quickFetch } from './quick_fetch.ts'
import { openState } from './open_state.ts'
import { type Proof, hasRefusals, isClean, reportLines, reportOf, type Report } from './report.ts'
import { runRows, type Ran } from './run_rows.ts'

const PROOF_MS_MAX = 900_000

/**
 * Replays a file of card transactions, from where an earlier run of it ended. A repeat makes no payment twice: each row
 * has its own idempotency key, made of the file's content and the row's place in it.
 */
export async function replayFile(means: Means, file: string, options: ReplayOptions): Promise<void> {
  const profile = await chooseProfile(means, options)
  const quick = await quickFetch(options.concurrency)
  try {
    await replayOver(means, file, options, createLines(means, profile, options, quick.fetch))
  } finally {
    await quick.close()
  }
}

async function replayOver(means: Means, file: string, options: ReplayOptions, lines: Lines): Promise<void> {
  const tenant = await sandboxOf(lines)
  const weighed = await weighFile(file)
  const columns = await columnsOf(file, options)
  const about = { file: weighed.sha256, tenant: tenant.id, settings: settingsOf(columns, options) }
  const { path, journal } = await openState(means, file, options, about)
  if (options.json !== true) greet(means, { file, columns, tenant: tenant.name, path, journal })
  try {
    const ran = await runRows({ means, file, options, columns, weighed, journal, lines })
    await finish(means, file, options, { ran, lines, path })
  } finally {
    await journal.close()
  }
}

type Tenant = { readonly id: string; readonly name: string; readonly mode: string }

/** Made-up cards belong into a sandbox: a live tenant would really charge. */
async function sandboxOf({ client }: Lines): Promise<Tenant> {
  const { body } = await client.get<Tenant>('/v1/tenant')
  if (body.mode === 'sandbox') return body
  throw new CommandError(
    exits.usage,
    `${body.name} is a live tenant; a replay belongs into a sandbox`,
    'use a key that begins with sk_test_',
  )
}

async function columnsOf(
  file: string,
  options: ReplayOptions,
): Promise<Columns & { readonly width: number }> {
  for await (const { fields } of readRecords(file)) {
    const header = fields.map((name) => name.trim())
    const columns = readColumns(header, options)
    if (options.paymentMethod === undefined && columns.card === -1 && columns.customer === -1)
      throw usage(
        'whose card pays?',
        'name --customer-column or --card-column, or pay all with --payment-method pm_card_visa',
      )
    return { ...columns, width: header.length }
  }
  throw new CommandError(exits.usage, `${file} is empty`, 'it needs a header and a row')
}

/** Everything that changes what is sent for a row: a run that goes on must send the same. */
const settingsOf = (columns: Columns, options: ReplayOptions): string => {
  const { seed, run, rounding, paymentMethod, withClock } = options
  return JSON.stringify([
    columns,
    seed,
    run ?? null,
    rounding ?? null,
    paymentMethod ?? null,
    withClock === true,
  ])
}

type Greeting = { file: string; columns: Columns; tenant: string; path: string; journal: Journal }

function greet(means: Means, { file, columns, tenant, path, journal }: Greeting): void {
  const form = columns.preset === null ? '' : `, a file of the ${columns.preset} form`
  means.err(`${basename(file)}${form}, into ${tenant}. Progress is kept in ${path}.`)
  const { next_row } = journal.start
  if (next_row > 0)
    means.err(paint('dim', `${next_row.toLocaleString('en')} rows were done before; going on from there.`))
}

async function finish(
  means: Means,
  file: string,
  options: ReplayOptions,
  { ran, lines, path }: { ran: Ran; lines: Lines; path: string },
): Promise<void> {
  const isProven = options.proof && !ran.is_interrupted && ran.failure === undefined
  const proof = isProven
    ? (await lines.client.get<Proof>('/v1/ledger/proof', { timeout_ms: PROOF_MS_MAX })).body
    : null
  const { tally, left, wall_ms, is_complete } = ran
  const report = reportOf({
    file: basename(file),
    tally,
    left,
    wall_ms,
    is_complete,
    proof,
    retried: lines.retried,
  })
  show(means, options, report, () => reportLines(report))
  if (!is_complete && options.json !== true) means.err(`The same command goes on from here (${path}).`)
  if (ran.failure !== undefined) throw ran.failure.error
  means.exit(exitOf(report, ran))
}

function exitOf(report: Report, { is_interrupted }: Ran) {
  if (is_interrupted) return exits.interrupted
  if (!isClean(report)) return exits.not_clean
  return hasRefusals(report) ? exits.refused : exits.ok
}

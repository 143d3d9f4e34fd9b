import { createHash } from 'node:crypto'
import { type Id, newId } from '../../../kernel/id.ts'
import { type Day, parseDay, plusMs } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../../platform/scope.ts'
import {
  type BankFile,
  codecs,
  detectFormat,
  type FileFault,
  type FileFormat,
  storable,
  storableFaults,
} from '../../rails/index.ts'
import { type BankLine, type BankStatement, statementJson } from './bank_statement.ts'
import type { StatementsDeps } from './deps.ts'
import { statementFacts } from './facts.ts'
import { endOfFile, loadedFact, loadFollowing } from './follow_on.ts'
import * as store from './store.ts'

type LoadDeps = Omit<StatementsDeps, 'audit'>
type Codec = Awaited<ReturnType<(typeof codecs)['statements']>>
type Event = Parameters<ReturnType<Codec['loadGate']>['take']>[0]
type Line = Extract<Event, { readonly event: 'lines' }>['lines'][number]
type Head = Extract<Event, { readonly event: 'opened' }>['head']
type Foot = Extract<Event, { readonly event: 'closed' }>['foot']
type Gate = ReturnType<Codec['loadGate']>
type FileVerdict = ReturnType<Gate['end']>

const LINES_PER_WRITE = 1_000
const STATEMENTS_PER_WRITE = 100
const FAULTS_KEPT_MAX = 100
const TEXT_CHARS_MAX = 200
const NAME_CHARS_MAX = 500
const CODE_CHARS_MAX = 100
const CURRENCY_CHARS_MAX = 10
const REMITTANCE_CHARS_MAX = 4_000
const COUNT_MAX = 2_147_483_647
/** A run that is still reading after this has died. */
const READING_MS_MAX = 86_400_000

/**
 * Reads a file of statements, and loads what passes the gate: each statement is loaded as a whole or kept out as a whole,
 * with its faults. Lines are written while the file is read, so that it need not fit into memory, and count from the last
 * transaction on. Two runs at once do no harm: the second to end takes away what it wrote. A run that died is begun anew,
 * and so is one whose accounts got another statement meanwhile; a file that was read already is left as it is.
 */
export async function loadFile(deps: LoadDeps, scope: OpenScope, id: Id<'fil'>): Promise<void> {
  while ((await tryToLoad(deps, scope, id)) === 'judged_too_early') continue
}

type Tried = 'ended' | 'judged_too_early'

async function tryToLoad(deps: LoadDeps, scope: OpenScope, id: Id<'fil'>): Promise<Tried> {
  const { db, rails } = deps
  const { tenant_id } = scope
  const found = await rails.findFile(scope, id)
  if (!found.ok || found.value.state !== 'received') return 'ended'
  const codec = await codecs.statements()
  const format = await formatOf(rails.openFile(scope, id))
  const reader = readerOf(codec, format)
  if (reader === undefined) {
    await refuse(deps, scope, id, format)
    return 'ended'
  }
  const lasts = await db.withTenant(tenant_id, (tx) => store.lastStatements(tx, tenant_id))
  const gate = codec.loadGate({ last: lastOf(tenant_id, codec, lasts) })
  const writing = openWriting(deps, scope, found.value, codec)
  for await (const event of codec.statementEvents(rails.openFile(scope, id), reader)) {
    gate.take(event)
    await writing.take(event)
  }
  await writing.end()
  const { ends } = writing
  return finish(deps, scope, { id, codec, format: format ?? 'unknown', verdict: gate.end(), ends, lasts })
}

async function formatOf(source: AsyncIterable<Uint8Array>): Promise<FileFormat | undefined> {
  for await (const chunk of source) {
    const detected = detectFormat(chunk)
    return detected.format === 'unknown' ? undefined : detected.format
  }
  return undefined
}

function readerOf(codec: Codec, format: FileFormat | undefined) {
  switch (format) {
    case 'iso20022':
      return codec.camtStatements()
    case 'swift_mt':
      return codec.mtStatements()
    case 'bai2':
      return codec.bai2Statements()
    case 'ofx':
      return codec.ofxStatements()
    default:
      return undefined
  }
}

async function refuse(
  { db, rails }: LoadDeps,
  scope: OpenScope,
  id: Id<'fil'>,
  format: FileFormat | undefined,
): Promise<void> {
  const detail =
    format === undefined
      ? 'The file begins like none of the formats that Florin reads.'
      : 'The file is no statement of a bank account.'
  const rule = format === undefined ? 'file_format_unknown' : 'statement_none'
  const fault: FileFault = { line: 1, column: 1, rule, field: 'file', detail, severity: 'refused' }
  const end = { state: 'refused', format: format ?? null, title: detail, faults: [fault] } as const
  await db.withTenant(scope.tenant_id, (tx) => rails.finishFile({ ...scope, db: tx }, id, end))
}

/** How an account is told from others, within the tenant: nobody reads its number off this. */
const keyOf = (tenant_id: TenantId, codec: Codec, account: Head['account'], currency: string): string =>
  createHash('sha256')
    .update(`${tenant_id}\n${codec.accountKey(account)}\n${currency}`)
    .digest('hex')

function lastOf(tenant_id: TenantId, codec: Codec, lasts: readonly BankStatement[]) {
  const known = new Map(lasts.map((one) => [one.account_key, one]))
  return (account: Head['account'], head: Head) => {
    const last = known.get(keyOf(tenant_id, codec, account, head.currency))
    if (last === undefined) return undefined
    const { sequence_number, page_number, to_on, closing, currency } = last
    return {
      ...(sequence_number === null ? {} : { sequence_number }),
      ...(page_number === null ? {} : { page_number }),
      ...(to_on === null ? {} : { to_on }),
      closing: closing === null ? {} : { [currency]: closing },
    }
  }
}

type Ended = {
  readonly statement: BankStatement
  readonly foot: Foot | undefined
  readonly line_count: number
}

/** Writes statements and lines as they come; `ends` says what stood at the end of each. */
function openWriting(deps: LoadDeps, scope: OpenScope, file: BankFile, codec: Codec) {
  const { db } = deps
  const { tenant_id } = scope
  const ends: Ended[] = []
  let open: { readonly statement: BankStatement; lines: number } | undefined
  let waiting: BankLine[] = []
  const flush = async (): Promise<void> => {
    const [lines, statement] = [waiting, open?.statement]
    waiting = []
    if (lines.length > 0 && statement !== undefined)
      await db.withTenant(tenant_id, (tx) => store.insertLines(tx, tenant_id, statement.id, lines))
  }
  const close = async (foot: Foot | undefined): Promise<void> => {
    await flush()
    if (open !== undefined) ends.push({ statement: open.statement, foot, line_count: open.lines })
    open = undefined
  }
  return {
    ends,
    end: () => close(undefined),
    async take(event: Event): Promise<void> {
      if (event.event === 'opened') {
        const statement = statementOf(scope, file, ends.length + 1, codec, event.head)
        await db.withTenant(tenant_id, (tx) => store.insertStatement(tx, tenant_id, statement))
        open = { statement, lines: 0 }
      } else if (event.event === 'lines' && open !== undefined) {
        for (const line of event.lines) waiting.push(lineOf(++open.lines, line))
        if (waiting.length >= LINES_PER_WRITE) await flush()
      } else if (event.event === 'closed') await close(event.foot)
    },
  }
}

const lastOfAccount = (number = ''): string => storable(number.slice(-4), 4)
const textOrNull = (text: string | undefined, chars_max: number): string | null =>
  text === undefined ? null : storable(text, chars_max)
/** What a bank counts, where that fits; a number beyond it counts nothing. */
const counted = (count: number | undefined, max: number): number | null =>
  count !== undefined && Number.isSafeInteger(count) && count >= 0 && count <= max ? count : null
const dayOrNull = (text: string | undefined): Day | null => parseDay(text ?? '') ?? null

function statementOf(
  { tenant_id, world }: OpenScope,
  file: BankFile,
  number: number,
  codec: Codec,
  head: Head,
): BankStatement {
  const { account, currency, sequence_number, page_number } = head
  return {
    id: newId('bst', world),
    file: file.id,
    number,
    format: head.source_format,
    reference: storable(head.statement_id, TEXT_CHARS_MAX),
    account_key: keyOf(tenant_id, codec, account, currency),
    account_last4: lastOfAccount(account.iban ?? account.number),
    currency: storable(currency, CURRENCY_CHARS_MAX),
    sequence_number: counted(sequence_number, Number.MAX_SAFE_INTEGER),
    page_number: counted(page_number, Number.MAX_SAFE_INTEGER),
    from_on: dayOrNull(head.from_on),
    to_on: dayOrNull(head.to_on),
    coverage: head.coverage,
    opening: null,
    closing: null,
    line_count: 0,
    state: 'loading',
    faults: [],
    loaded_at: world.now(),
  }
}

function lineOf(number: number, line: Line): BankLine {
  const refs = { ...line.refs, ...(line.ext_id === undefined ? {} : { ext_id: line.ext_id }) }
  return {
    number,
    source_line: line.line_number,
    booking_on: dayOrNull(line.booking_on),
    value_on: dayOrNull(line.value_on),
    direction: line.direction,
    amount: line.amount_minor,
    currency: storable(line.currency, CURRENCY_CHARS_MAX),
    is_reversal: line.is_reversal,
    is_item: line.is_item,
    status: line.status,
    code: storable(line.bank_transaction_code, CODE_CHARS_MAX),
    refs: Object.fromEntries(
      Object.entries(refs).map(([name, value]) => [name, storable(value, TEXT_CHARS_MAX)]),
    ),
    counterparty: textOrNull(line.counterparty?.name, NAME_CHARS_MAX),
    counterparty_last4:
      line.counterparty?.account === undefined ? null : lastOfAccount(line.counterparty.account),
    remittance: storable(line.remittance.join('\n'), REMITTANCE_CHARS_MAX),
    batch_count: counted(line.batch_count, COUNT_MAX),
    return_reason: textOrNull(line.return_reason, CODE_CHARS_MAX),
  }
}

const balanceOf = (foot: Foot | undefined, kind: string, currency: string): bigint | null =>
  foot?.balances.find((one) => one.kind === kind && one.currency === currency)?.amount_minor ?? null

/** All statements and the file at once: nobody sees half of a file. */
async function finish(
  { db, rails, loaded: onLoaded }: LoadDeps,
  scope: OpenScope,
  read: {
    readonly id: Id<'fil'>
    readonly codec: Codec
    readonly format: string
    readonly verdict: FileVerdict
    readonly ends: readonly Ended[]
    readonly lasts: readonly BankStatement[]
  },
): Promise<Tried> {
  const { tenant_id } = scope
  const { verdict, ends } = read
  const loaded = verdict.statements.filter((one) => one.verdict === 'load').length
  const { state: byCount, title } = endOfFile(loaded, verdict.statements.length)
  const state = byCount === 'loaded' && verdict.verdict !== 'load' ? 'quarantined' : byCount
  const faults = [...verdict.faults, ...verdict.statements.flatMap((one) => one.faults)]
  return db.withTenant(tenant_id, async (tx): Promise<Tried> => {
    const within: Scope = { ...scope, db: tx }
    const isEarly = await wasJudgedTooEarly(within, read)
    const end = { state, format: read.format, title, faults } as const
    const isOurs = !isEarly && (await rails.finishFile(within, read.id, end)).ok
    const loaded_before = plusMs(scope.world.now(), -READING_MS_MAX)
    const ids = isOurs ? [] : ends.map(({ statement }) => statement.id)
    await store.dropLoading(tx, tenant_id, { ids, file: read.id, loaded_before })
    if (isEarly) return 'judged_too_early'
    if (!isOurs) return 'ended'
    const ended = ends.map((one, at) => endOf(one, verdict.statements[at]))
    const fresh = ended.filter((one) => one.state === 'loaded')
    await onLoaded?.(
      within,
      fresh.map(({ account_key }) => account_key),
    )
    for (let at = 0; at < ended.length; at += STATEMENTS_PER_WRITE)
      await store.finishStatements(tx, tenant_id, ended.slice(at, at + STATEMENTS_PER_WRITE))
    // What came too early is loaded once what was missing is here.
    const following = await loadFollowing(
      { rails },
      within,
      read.codec,
      fresh.map(({ account_key }) => account_key),
    )
    const told = [...ended.map(factOf), ...following.map(loadedFact)]
    for (let at = 0; at < told.length; at += STATEMENTS_PER_WRITE)
      await appendFacts(tx, within, told.slice(at, at + STATEMENTS_PER_WRITE))
    return 'ended'
  })
}

/** Whether another file brought a statement of one of the accounts since this one was held against the last. */
async function wasJudgedTooEarly(
  { db, tenant_id }: Scope,
  { ends, lasts }: { readonly ends: readonly Ended[]; readonly lasts: readonly BankStatement[] },
): Promise<boolean> {
  const touched = new Set(ends.map(({ statement }) => statement.account_key))
  const known = lasts.filter(({ account_key }) => touched.has(account_key))
  await store.lockStatements(
    db,
    tenant_id,
    known.map(({ id }) => id),
  )
  const now = (await store.lastStatements(db, tenant_id)).filter(({ account_key }) =>
    touched.has(account_key),
  )
  const before = new Set(known.map(({ id }) => id))
  return now.some(({ id }) => !before.has(id))
}

function endOf(
  { statement, foot, line_count }: Ended,
  judged: FileVerdict['statements'][number] | undefined,
): BankStatement & store.StatementEnd {
  return {
    ...statement,
    opening: balanceOf(foot, 'opening_booked', statement.currency),
    closing: balanceOf(foot, 'closing_booked', statement.currency),
    line_count,
    to_on: dayOrNull(judged?.last.to_on) ?? statement.to_on,
    state: judged?.verdict === 'load' ? 'loaded' : 'quarantined',
    faults: storableFaults(judged?.faults ?? [], FAULTS_KEPT_MAX),
  }
}

const factOf = (statement: BankStatement) =>
  statement.state === 'loaded'
    ? loadedFact(statement)
    : statementFacts.fact('reconciliation.statement_quarantined', statement.id, {
        object: statementJson(statement),
      })

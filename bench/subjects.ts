import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { World } from '../kernel/world.ts'
import { migrate } from '../platform/db/migrate.ts'
import { root, rooms } from '../platform/db/rooms.ts'
import type { TenantId } from '../platform/scope.ts'
import { createTpcb } from './baseline/tpcb.ts'
import type { Cluster } from './cluster.ts'
import type { BenchOptions } from './options.ts'
import { decisionsSubject } from './rows/decisions.ts'
import { type HttpLoad, httpSubject } from './rows/http_posts.ts'
import { webhooksSubject } from './rows/webhooks.ts'
import { createLedgerBench } from './rows/ledger_call.ts'
import { type Accounts, emptyCount, loadAccounts, makeAccounts, vacuum } from './setup/accounts.ts'
import { type HttpServer, startFlorin } from './setup/florin_server.ts'
import { startNaive, startNaivePayments } from './setup/naive_server.ts'
import { preparePayments, startAcquirer } from './setup/payment_parties.ts'
import { withClient } from './setup/with_client.ts'
import type { Subject, SubjectName } from './subject.ts'

const TENANT = 1n as TenantId
const BULK = 8_190
const BULK_CONNECTIONS = 3
const CONNECTIONS = 256

export type Subjects = { readonly all: ReadonlyMap<SubjectName, Subject>; close(): Promise<void> }
type Deps = {
  options: BenchOptions
  cluster: Cluster
  world: World
  say: (text: string) => void
  pgbench: string | undefined
}

/** Prepares what the wanted subjects need, and nothing else: databases, accounts, servers. */
export async function openSubjects(deps: Deps, wanted: ReadonlySet<SubjectName>): Promise<Subjects> {
  const { options, cluster, world, say } = deps
  const all = new Map<SubjectName, Subject>()
  const closers: (() => Promise<void>)[] = []
  const add = (subject: Subject): void => {
    if (!wanted.has(subject.name)) return
    all.set(subject.name, subject)
    closers.push(() => subject.close())
  }
  const needs = (...names: SubjectName[]): boolean => names.some((name) => wanted.has(name))
  if (needs('tpcb')) {
    say('loading TPC-B')
    const url = await cluster.create('tpcb')
    add(await createTpcb({ url, world, postgres: cluster.cpu, pgbench: deps.pgbench }))
  }
  const accounts = makeAccounts(world, options.accounts)
  if (needs('ledger_uniform', 'ledger_hot', 'ledger_failing')) await addLedger(deps, accounts, add)
  if (needs('growth_small', 'growth_large')) await addGrowth(deps, accounts, add)
  if (needs('bulk', 'post_uniform', 'post_hot', 'post_lone', 'naive_uniform', 'naive_hot', 'naive_lone'))
    closers.push(await addHttp(deps, accounts, add, needs))
  add(decisionsSubject(world))
  if (needs('webhooks')) closers.push(await addWebhooks(deps, add))
  if (needs('payment_uniform', 'payment_hot', 'payment_naive', 'payment_lone'))
    closers.push(await addPayments(deps, add, needs))
  return {
    all,
    async close() {
      for (const close of closers) await close()
    },
  }
}

type Add = (subject: Subject) => void

async function prepareLedger({ cluster, say }: Deps, name: string, accounts: Accounts): Promise<string> {
  say(`preparing the database ${name} with ${accounts.count} accounts`)
  const url = await cluster.create(name)
  await migrate({ url, root, rooms })
  await withClient(url, (client) => client.query('select platform.open_tenant($1, false)', [String(TENANT)]))
  await loadAccounts(url, TENANT, accounts)
  return url
}

async function addLedger(deps: Deps, accounts: Accounts, add: Add): Promise<void> {
  const url = await prepareLedger(deps, 'ledger', accounts)
  const bench = createLedgerBench({
    url,
    tenant_id: TENANT,
    accounts,
    world: deps.world,
    postgres: deps.cluster.cpu,
  })
  add(bench.subject('ledger_uniform', 'uniform'))
  add(bench.subject('ledger_hot', 'hot'))
  add(bench.subject('ledger_failing', 'failing'))
}

/** Two databases with the same accounts and ten times the transfers in one of them. */
async function addGrowth(deps: Deps, accounts: Accounts, add: Add): Promise<void> {
  const { options, cluster, world, say } = deps
  const { small, large } = options.growth
  const part = { tenant_id: TENANT, accounts, world, postgres: cluster.cpu }
  const small_url = await prepareLedger(deps, 'growth_small', accounts)
  const smallBench = createLedgerBench({ ...part, url: small_url })
  say(`posting ${small} transfers`)
  await smallBench.fill(small)
  const large_url = await cluster.create('growth_large', 'growth_small')
  const largeBench = createLedgerBench({ ...part, url: large_url })
  say(`posting ${large - small} transfers more into the other`)
  await largeBench.fill(large - small)
  say('vacuuming both')
  for (const url of [small_url, large_url]) await vacuum(url)
  add(smallBench.subject('growth_small', 'uniform'))
  add(largeBench.subject('growth_large', 'uniform'))
}

async function addHttp(
  deps: Deps,
  accounts: Accounts,
  add: Add,
  needs: (...names: SubjectName[]) => boolean,
): Promise<() => Promise<void>> {
  const { cluster, world, say } = deps
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-load-'))
  const file = join(folder, 'accounts')
  await writeFile(file, accounts.text)
  const servers: HttpServer[] = []
  const hot = accounts.count >> 1
  const subject = (name: SubjectName, server: HttpServer, load: HttpLoad): void =>
    add(
      httpSubject({
        name,
        server,
        load,
        world,
        postgres: cluster.cpu,
        accounts: { file, from: emptyCount(accounts) },
      }),
    )
  const posts = (server: HttpServer, name: 'post' | 'naive'): void => {
    subject(`${name}_uniform`, server, { connections: CONNECTIONS, transfers: 1, kind: 'transfer' })
    subject(`${name}_hot`, server, { connections: CONNECTIONS, transfers: 1, kind: 'transfer', hot })
    subject(`${name}_lone`, server, { connections: 1, transfers: 1, kind: 'transfer' })
  }
  if (needs('bulk', 'post_uniform', 'post_hot', 'post_lone')) {
    say('starting the server, and preparing its accounts')
    const florin = await startFlorin(world, await cluster.create('server'), accounts)
    servers.push(florin)
    posts(florin, 'post')
    subject('bulk', florin, { connections: BULK_CONNECTIONS, transfers: BULK, kind: 'transfer' })
  }
  if (needs('naive_uniform', 'naive_hot', 'naive_lone')) {
    say('starting the naive server, and preparing its accounts')
    const naive = await startNaive(world, await cluster.create('naive'), accounts)
    servers.push(naive)
    posts(naive, 'naive')
  }
  return async () => {
    for (const server of servers) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Card payments, full path, by an acquirer that approves everything after 5 ms; and the naive endpoint by the same. */
async function addPayments(
  { cluster, world, say }: Deps,
  add: Add,
  needs: (...names: SubjectName[]) => boolean,
): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-payments-'))
  const acquirer = await startAcquirer(world)
  const none = makeAccounts(world, 0)
  say('starting the server for payments, and preparing merchants and cards')
  const florin = await startFlorin(world, await cluster.create('payments'), none)
  const ids = await preparePayments(florin, acquirer, folder)
  const stops = [florin, acquirer]
  const subject = (name: SubjectName, server: HttpServer, load: Partial<HttpLoad>): void =>
    add(
      httpSubject({
        name,
        server,
        load: {
          connections: CONNECTIONS,
          transfers: 1,
          kind: 'payment',
          merchants: ids.merchants,
          ...load,
        },
        world,
        postgres: cluster.cpu,
        accounts: { file: ids.file, from: 0 },
      }),
    )
  subject('payment_uniform', florin, {})
  subject('payment_hot', florin, { hot: 0 })
  subject('payment_lone', florin, { connections: 1 })
  if (needs('payment_naive')) {
    say('starting the naive server for payments')
    const naive = await startNaivePayments(world, await cluster.create('naive_payments'), acquirer)
    stops.unshift(naive)
    subject('payment_naive', naive, {})
  }
  return async () => {
    for (const server of stops) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function addWebhooks({ cluster, world, say }: Deps, add: Add): Promise<() => Promise<void>> {
  say('starting the server for webhooks, and making their events')
  const server = await startFlorin(world, await cluster.create('webhooks'), makeAccounts(world, 0))
  add(await webhooksSubject({ server, world, postgres: cluster.cpu }))
  return () => server.stop()
}

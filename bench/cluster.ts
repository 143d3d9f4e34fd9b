import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type CpuMeter, clusterMeter } from './cpu.ts'
import { withClient } from './setup/with_client.ts'

/** The PostgreSQL everything of one run is measured on, TPC-B included. */
export type Cluster = {
  /** Makes an empty database of this run's own, or a copy of another; answers its URL. */
  create(name: string, template?: string): Promise<string>
  readonly settings: Readonly<Record<string, string>>
  readonly cpu: CpuMeter
  /** Drops what was made, and stops the cluster when it was started for this run. */
  close(): Promise<void>
}

/** More than 10 M transfers with their accounts and indexes take, so that PostgreSQL gets its quarter of the memory. */
const EXPECTED_BYTES = 16 * 2 ** 30

/** 4 GiB in segments of 16 MiB: a checkpoint comes after as much WAL, or before. */
const WAL_SEGMENTS = 256

const shown = [
  'server_version',
  'shared_buffers',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_compression',
  'max_wal_size',
  'checkpoint_timeout',
  'jit',
  'huge_pages',
]

/** Boots an embedded, durable PostgreSQL in a folder of its own, or takes the one that `url` names. */
export async function openCluster(url: string | undefined): Promise<Cluster> {
  const own = url === undefined ? await bootOwn() : { url, stop: () => Promise.resolve() }
  const admin = new pg.Client({ connectionString: own.url })
  await admin.connect()
  const settings: Record<string, string> = {}
  for (const name of shown) {
    const { rows } = await admin.query<Record<string, string>>(`show ${name}`)
    settings[name] = rows[0]?.[name] ?? ''
  }
  const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid')
  const made: string[] = []
  return {
    settings,
    cpu: clusterMeter(rows[0]?.pid ?? 0),
    async create(name, template = 'template0') {
      const database = `florin_bench_${name}`
      const from = template === 'template0' ? template : `florin_bench_${template}`
      await admin.query(`drop database if exists ${database} with (force)`)
      await admin.query(`create database ${database} template ${from}`)
      made.push(database)
      const target = new URL(own.url)
      target.pathname = `/${database}`
      return target.href
    },
    async close() {
      for (const database of made) await admin.query(`drop database if exists ${database} with (force)`)
      await admin.end()
      await own.stop()
    },
  }
}

async function bootOwn(): Promise<{ url: string; stop(): Promise<void> }> {
  const { bootPostgres } = await import('../platform/db/embedded.ts')
  const folder = await mkdtemp(join(tmpdir(), 'florin-bench-'))
  const booted = await bootPostgres({ data_dir: folder, durable: true, expected_bytes: EXPECTED_BYTES })
  await prepareWal(booted.url)
  return {
    url: booted.url,
    async stop() {
      await booted.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * From its first checkpoints on a server writes its WAL over segments it has written before. A new one makes a segment
 * within a commit while everybody waits, 10 to 50 ms each time, and would be measured like that to the end of the run.
 */
async function prepareWal(url: string): Promise<void> {
  await withClient(url, async (admin) => {
    for (let segment = 0; segment < WAL_SEGMENTS; segment++)
      await admin.query("select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()")
    await admin.query('checkpoint')
  })
}

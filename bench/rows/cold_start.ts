import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newUuid } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { packedServer } from '../../tools/run/packed_server.ts'
import { readSandbox } from '../setup/florin_server.ts'
import { startProgram } from '../setup/program.ts'
import type { Subject, SubjectName } from '../subject.ts'

/**
 * From the start of the program, packed, to the answer to its first transfer, with the embedded PostgreSQL. `cold_first`
 * begins with an empty folder, `cold_warm` starts a second time in one that was stopped properly.
 */
function coldStart(name: 'cold_first' | 'cold_warm', world: World): Subject {
  return {
    name,
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'florin-bench-cold-'))
      try {
        const first_ms = await startOnce(world, folder)
        return { took_ms: name === 'cold_first' ? first_ms : await startOnce(world, folder) }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    close: () => Promise.resolve(),
  }
}

async function startOnce(world: World, folder: string): Promise<number> {
  const program = packedServer()
  const from_ms = world.elapsed_ms()
  const started = await startProgram(world, program, { DATABASE_URL: '', FLORIN_DATA_DIR: folder })
  try {
    const { secret_key, debit_account, credit_account } = await readSandbox(folder)
    const response = await fetch(`http://127.0.0.1:${started.port}/v1/ledger/transfers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret_key}`,
        'idempotency-key': newUuid(world),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ debit_account, credit_account, amount: { value: '1050', currency: 'USD' } }),
    })
    if (response.status !== 201)
      throw new Error(`The first transfer was answered ${response.status}: ${await response.text()}`)
    return world.elapsed_ms() - from_ms
  } finally {
    await started.stop()
  }
}

export const coldStarts = (world: World): ReadonlyMap<SubjectName, Subject> =>
  new Map((['cold_first', 'cold_warm'] as const).map((name) => [name, coldStart(name, world)]))

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { pause } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { exits, usage } from './exits.ts'
import type { Means } from './means.ts'
import type { Row } from './operations/cell.ts'
import { factSheet } from './operations/facts.ts'
import { nounIn } from './operations/noun.ts'
import { show } from './show.ts'
import { showWaiting } from './waiting.ts'

const ASK_MS = 500
const READ_MS_MAX = 120_000

type UploadOptions = ConnectOptions & { readonly name?: string; readonly idempotencyKey?: string }

/** In place of the operation of the same name: takes a file as it is, and waits until it was read. */
export function bankFileCommands(program: Command, means: Means): void {
  connected(nounIn(program, 'bank-files').command('create').argument('<file>', 'as the bank sent it'))
    .description('bring a file of bank statements, and wait until it is read; the same bytes are one file')
    .option('--name <text>', 'what it is called; by default as on the disk')
    .option('--idempotency-key <key>', 'your own, for a repeat that changes nothing')
    .action(acting(means, (file: string, options: UploadOptions) => bring(means, file, options)))
}

async function bring(means: Means, file: string, options: UploadOptions): Promise<void> {
  const bytes = await readFile(file).catch(() => {
    throw usage(`${file} cannot be read`)
  })
  const client = await connect(means, options)
  const { runtime } = means
  const { name = basename(file), idempotencyKey } = options
  let said = `sending ${bytes.byteLength.toLocaleString('en')} bytes`
  const bar = showWaiting(means, () => said, options.json === true)
  try {
    const ask = idempotencyKey === undefined ? {} : { idempotency_key: idempotencyKey }
    let { body } = await client.post<Row>('/v1/bank-files', { name, content: bytes.toString('base64') }, ask)
    const until_ms = runtime.elapsed_ms() + READ_MS_MAX
    said = `${String(body['id'])} is read`
    while (body['state'] === 'received' && runtime.elapsed_ms() < until_ms) {
      await pause(runtime, ASK_MS)
      body = (await client.get<Row>(`/v1/bank-files/${String(body['id'])}`)).body
    }
    bar.end()
    show(means, options, body, () => factSheet(body, means.columns))
    if (body['state'] !== 'loaded') means.exit(exits.refused)
  } finally {
    bar.end()
  }
}

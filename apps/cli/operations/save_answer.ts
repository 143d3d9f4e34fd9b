import { open, rename, rm } from 'node:fs/promises'
import type { FetchReply } from '../../../sdk/typescript/index.ts'
import { clientFor } from '../connect.ts'
import { usage } from '../exits.ts'
import type { Means } from '../means.ts'
import type { Profile } from '../profiles.ts'
import { paint, show } from '../show.ts'
import { showWaiting } from '../waiting.ts'
import { isRow } from './cell.ts'
import { factSheet } from './facts.ts'
import type { OperationOptions } from './operation_command.ts'

const EXPORT_MS_MAX = 3_600_000

type Asked = {
  readonly path: string
  readonly query: Readonly<Record<string, string | number | boolean | string[]>>
}
type Sink = { write(bytes: Uint8Array): Promise<void>; keep(): Promise<void>; drop(): Promise<void> }

/**
 * Writes an answer that is a file to `--output`, else to standard output, as it comes: an export may be larger than the
 * memory. It is asked for once, because half of a file has been written when a line breaks; a file that was not written
 * to its end is not kept.
 */
export async function saveAnswer(
  means: Means,
  profile: Profile,
  { path, query }: Asked,
  options: OperationOptions,
): Promise<void> {
  const { output } = options
  const sink = output === undefined ? printSink(means) : await fileSink(output)
  let bytes = 0
  const bar = showWaiting(means, () => `${(bytes / 1_048_576).toFixed(1)} MB`, options.json === true)
  const take = async (reply: FetchReply): Promise<string> => {
    for await (const part of reply.body ?? []) {
      bytes += part.byteLength
      await sink.write(part)
    }
    await sink.keep()
    return ''
  }
  const client = clientFor(takingFiles(means, take), profile, { max_retries: 0 })
  try {
    const { body } = await client.get(path, { query, timeout_ms: EXPORT_MS_MAX, signal: means.interrupted() })
    bar.end()
    if (bytes === 0) show(means, options, body, () => (isRow(body) ? factSheet(body, means.columns) : []))
    else if (output !== undefined) means.err(paint('dim', `${output}: ${bytes.toLocaleString('en')} bytes`))
  } finally {
    bar.end()
    await sink.drop()
  }
}

/** The same means, with a line on which a file is taken while it comes, and its text is nothing. */
function takingFiles(means: Means, take: (reply: FetchReply) => Promise<string>): Means {
  const ask = means.fetch ?? ((url, init): Promise<FetchReply> => fetch(url, init))
  return {
    ...means,
    async fetch(url, init) {
      const reply = await ask(url, init)
      const { status, headers, body } = reply
      const isFile = status === 200 && headers.get('content-type')?.includes('/json') !== true
      return isFile ? { status, headers, body, text: () => take(reply) } : reply
    },
  }
}

function printSink({ write }: Means): Sink {
  const decoder = new TextDecoder()
  return {
    write: (bytes) => write(decoder.decode(bytes, { stream: true })),
    keep: () => write(decoder.decode()),
    drop: () => Promise.resolve(),
  }
}

/** A file that takes its name once it is whole. `drop` after `keep` does nothing. */
async function fileSink(file: string): Promise<Sink> {
  const beside = `${file}.new`
  const opened = await open(beside, 'w').catch((error: unknown) => {
    throw usage(`${file} cannot be written (${(error as Error).message})`)
  })
  return {
    async write(bytes) {
      await opened.writeFile(bytes)
    },
    async keep() {
      await opened.close()
      await rename(beside, file)
    },
    async drop() {
      await opened.close()
      await rm(beside, { force: true })
    },
  }
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { usage } from '../exits.ts'
import { createCsvReader, CsvFault, type CsvRecord } from './csv.ts'

const GZIP_MAGIC = 0x1f8b
const CHUNK_BYTES = 65_536

/** What the file is, whatever it is called: its text, compressed or not, makes the same hash. */
export type CsvFile = { readonly sha256: string; readonly bytes: number }

/** Reads the whole file once. Errors: CommandError for a file that cannot be read. */
export async function weighFile(path: string): Promise<CsvFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of await openBytes(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** Records one after the other, in bounded memory. `onBytes` hears how far it is. Errors: CommandError. */
export async function* readRecords(
  path: string,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<CsvRecord, void, undefined> {
  const reader = createCsvReader()
  const decoder = new TextDecoder('utf-8', { fatal: false })
  let bytes = 0
  try {
    for await (const chunk of await openBytes(path)) {
      const records = reader.feed(decoder.decode(chunk, { stream: true }))
      for (const [at, record] of records.entries()) {
        yield record
        onBytes(bytes + (chunk.length * (at + 1)) / records.length)
      }
      bytes += chunk.length
    }
    yield* reader.end()
  } catch (error) {
    throw error instanceof CsvFault ? usage(`${path}, ${error.message}`) : error
  }
}

async function openBytes(path: string): Promise<AsyncIterable<Buffer>> {
  const isGzip = await startsWithGzip(path)
  const plain = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!isGzip) return refusing(plain, path)
  const unzipped = createGunzip({ chunkSize: CHUNK_BYTES })
  plain.on('error', (error) => unzipped.destroy(error))
  return refusing(plain.pipe(unzipped), path)
}

async function* refusing(stream: Readable, path: string): AsyncGenerator<Buffer, void, undefined> {
  let isTaken = true
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isTaken = false
      yield chunk
      isTaken = true
    }
  } catch (error) {
    // What the reader of the chunks throws is not the file's fault.
    if (!isTaken) throw error
    throw usage(`${path} cannot be read to its end (${(error as Error).message})`, 'is it complete?')
  }
}

async function startsWithGzip(path: string): Promise<boolean> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.readUInt16BE(0) === GZIP_MAGIC
  } catch (error) {
    throw usage(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`,
    )
  }
}

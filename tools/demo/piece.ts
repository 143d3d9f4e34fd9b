import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { DemoRefused } from './demo_refused.ts'

/** What a demo pays: a CSV file with a header, so many rows below it, and the days they are from. */
export type Piece = { readonly file: string; readonly rows: number; readonly days: readonly string[] }
/** At most so many days and rows, written into this folder. */
export type Cut = { readonly days: number; readonly rows: number; readonly folder: string }

const TIME_COLUMN = 'TX_DATETIME'
const DAY_CHARS = 10

/**
 * Copies the first days of a file of the Fraud Detection Handbook, plain or gzip. Its rows are in the order of time
 * and have no quotes. Errors: DemoRefused.
 */
export async function cutFile(path: string, cut: Cut): Promise<Piece> {
  const piece = join(cut.folder, basename(path).replace(/\.gz$/, ''))
  const seen = { rows: 0, days: [] as string[] }
  await pipeline(
    Readable.from(firstRows(await openLines(path), cut, seen)),
    createWriteStream(piece, { flags: 'wx' }),
  )
  if (seen.rows === 0) throw new DemoRefused(`${path} has no rows.`)
  return { file: piece, ...seen }
}

async function* firstRows(
  lines: AsyncIterable<string>,
  cut: Cut,
  seen: { rows: number; days: string[] },
): AsyncGenerator<string, void, undefined> {
  let at = -1
  for await (const line of lines) {
    if (at === -1) {
      at = line.split(',').indexOf(TIME_COLUMN)
      if (at === -1)
        throw new DemoRefused(`the file has no column ${TIME_COLUMN}: try \`florin replay\` itself.`)
      yield `${line}\n`
      continue
    }
    if (line === '') continue
    const day = (line.split(',')[at] ?? '').slice(0, DAY_CHARS)
    if (!seen.days.includes(day) && seen.days.length === cut.days) return
    if (!seen.days.includes(day)) seen.days.push(day)
    yield `${line}\n`
    seen.rows += 1
    if (seen.rows === cut.rows) return
  }
}

async function openLines(path: string): Promise<AsyncIterable<string>> {
  const isGzip = await startsWithGzip(path)
  const plain = createReadStream(path)
  const input = isGzip ? plain.pipe(createGunzip()) : plain
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}

const GZIP_MAGIC = 0x1f8b

async function startsWithGzip(path: string): Promise<boolean> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.readUInt16BE(0) === GZIP_MAGIC
  } catch (error) {
    throw new DemoRefused(`${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`)
  }
}

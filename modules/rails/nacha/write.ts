import type { FileFault } from '../files/fault.ts'
import { WRITE_CHARS } from './limits.ts'
import type { AchFile } from './model.ts'
import { type AchRecords, type AchWriteOptions, createAchWriter } from './writer.ts'

/** A file could not be written: what was given does not fit. Half a file must never be sent, so this is thrown. */
export class AchRefused extends Error {
  override readonly name = 'AchRefused'
  readonly faults: readonly FileFault[]
  constructor(faults: readonly FileFault[]) {
    super(
      faults.map(({ line, rule, field, detail }) => `line ${line}, ${field}: ${detail} (${rule})`).join('; '),
    )
    this.faults = faults
  }
}

/**
 * Writes a file in parts, as its batches and entries come; none is kept. Entry hash, counts, totals and the fill of the last
 * block are made here. The same file given again is written the same.
 *
 * Throws `AchRefused` at the first record that cannot be written, with the faults and their fields; what was yielded before
 * is then no file, and must be thrown away.
 */
export async function* writeAch(file: AchFile, options: AchWriteOptions = {}): AsyncGenerator<string, void> {
  const writer = createAchWriter(options)
  let text = must(writer.header(file.header))
  for await (const { header, entries, ...more } of file.batches) {
    text += must(writer.batch(header))
    for await (const entry of entries) {
      text += must(writer.entry(entry))
      if (text.length < WRITE_CHARS) continue
      yield text
      text = ''
    }
    text += must(writer.endBatch(more))
  }
  yield text + must(writer.end())
}

function must(written: AchRecords): string {
  if (!written.ok) throw new AchRefused(written.error)
  return written.value
}

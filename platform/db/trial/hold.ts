import { bootPostgres } from '../embedded.ts'
import { StartRefused } from '../start_refused.ts'
import type { HoldOptions, Told } from './holder.ts'

/** A program that does nothing but hold an embedded PostgreSQL, so that tests can kill it. */
const options = JSON.parse(process.argv[2] ?? '') as HoldOptions
const tell = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`)

try {
  const booted = await bootPostgres(options)
  if (options.announced !== undefined) booted.announce(options.announced)
  process.on('SIGTERM', () => void booted.stop().then(() => process.exit(0)))
  tell({ url: booted.url, pid: booted.pid, first: booted.first })
  // Nothing else keeps a program with an embedded PostgreSQL alive.
  process.stdin.resume()
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  tell({ refused: error.message })
}

import { usage } from './exits.ts'
import { durationMs, isTime, TIME_FORM } from './times.ts'

/** A moment, or so long before the present. Errors: CommandError for what is neither. */
export async function sinceMs(text: string, now_ms: () => Promise<number> | number): Promise<number> {
  const ago_ms = durationMs(text)
  if (ago_ms !== undefined) return (await now_ms()) - ago_ms
  if (!isTime(text))
    throw usage(`--since: “${text}” is neither a duration nor a time`, `write 1h, 3d, ${TIME_FORM}`)
  return Date.parse(text)
}

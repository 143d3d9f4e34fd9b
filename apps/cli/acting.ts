import { explain, type NameOf } from './explain.ts'
import type { Means } from './means.ts'
import { paint } from './show.ts'

/**
 * Runs a command's work; what goes wrong is said once, in words or in JSON, and becomes the exit code. `nameOf` says which
 * flag a field of the API is.
 */
export const acting =
  <A extends unknown[]>(means: Means, fn: (...args: A) => Promise<void> | void, nameOf?: NameOf) =>
  async (...args: A): Promise<void> => {
    try {
      await fn(...args)
    } catch (error) {
      // Commander gives the options last but one.
      const options = args.at(-2) as { json?: boolean } | undefined
      tell(means, error, { is_json: options?.json === true, nameOf })
    }
  }

type Telling = { readonly is_json: boolean; readonly nameOf?: NameOf | undefined }

/** Says what went wrong, and ends with its exit code. Throws what is no one's answer: a bug. */
export function tell(means: Means, error: unknown, { is_json, nameOf }: Telling): void {
  const { exit, lines, json } = explain(error, nameOf)
  if (is_json) means.err(JSON.stringify(json, null, 2))
  else lines.forEach((line, at) => means.err(at === 0 ? `${paint('red', 'florin:')} ${line}` : line))
  means.exit(exit)
}

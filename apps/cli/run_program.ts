import { type Command, CommanderError } from 'commander'
import { tell } from './acting.ts'
import { CommandError, exits, usage } from './exits.ts'
import type { Means } from './means.ts'
import { didYouMean } from './nearest.ts'

/**
 * Runs what was typed. A call that does not have the form of its command is told as every other failure is: in words, or
 * in JSON where `--json` was typed. Errors: what is no one's answer, a bug or a refused start.
 */
export async function runProgram(program: Command, means: Means, words: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(helpAsFlag(program, words), { from: 'user' })
  } catch (error) {
    const wrong = error instanceof CommanderError ? wrongCall(error) : error
    // Help and version were asked for; the help of a noun alone, without its verb, answers a call that lacks one.
    if (wrong === undefined)
      return means.exit((error as CommanderError).exitCode === 0 ? exits.ok : exits.usage)
    if (!(wrong instanceof CommandError)) throw error
    tell(means, wrong, { is_json: asksForJson(words) })
  }
}

/**
 * `help payments list` asks what `payments list --help` does. Commander reads one word of it, and shows everything when it
 * does not know that one. Nothing that follows `help` is ever run.
 */
function helpAsFlag(program: Command, words: readonly string[]): readonly string[] {
  const [first, ...asked] = words.filter((word) => word !== '--json')
  if (first !== 'help' || asked.length === 0) return words
  let command = program
  for (const word of asked.filter((one) => !one.startsWith('-'))) {
    const known = command.commands.find((one) => one.name() === word)
    if (known === undefined && command.commands.length > 0) {
      const names = command.commands.map((one) => one.name())
      throw usage(`unknown command '${word}'${didYouMean(word, names)}`, '`florin help` says what there is')
    }
    command = known ?? command
  }
  return [...asked, '--help']
}

/** Looked for in what was typed: a call that cannot be read has no options yet. Behind `--` stand texts. */
export const asksForJson = (words: readonly string[]): boolean => {
  const end = words.indexOf('--')
  return (end === -1 ? words : words.slice(0, end)).includes('--json')
}

/** Undefined where help or version was shown. */
function wrongCall({ code, message }: CommanderError): CommandError | undefined {
  if (/^commander\.(help|helpDisplayed|version)$/.test(code)) return undefined
  const detail = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (one of )?(.*)\?\)$/, (_, several?: string, known = '') =>
      several === undefined ? `; did you mean “${known}”?` : `; did you mean one of ${known}?`,
    )
  const [, flag] = /^unknown option '(--(?:json|url|key|profile))'$/.exec(detail) ?? []
  return usage(
    detail,
    flag === undefined
      ? '--help says what it takes'
      : `${flag} stands behind a verb that takes it; --help says which flags there are`,
  )
}

import type { Command } from 'commander'
import { ownOf } from '../../../sdk/typescript/own.ts'
import { acting } from '../acting.ts'
import { usage } from '../exits.ts'
import type { Means } from '../means.ts'
import { covered, operations } from './catalogue.ts'
import { nounIn } from './noun.ts'
import { operationCommand } from './operation_command.ts'

/**
 * A command for each operation of the API. `words` are those that were typed: only nouns among them get their verbs,
 * so that a call does not pay for all of them.
 */
export function operationCommands(program: Command, means: Means, words: readonly string[]): void {
  const typed = new Set(words)
  for (const [noun, verbs] of verbsByNoun()) nounIn(program, noun, verbs.join(', '))
  for (const [name, operation] of operations()) {
    const path = name.split(' ')
    if (!typed.has(path[0] ?? '')) continue
    const parent = path.slice(0, -1).reduce((at, word) => nounIn(at, word), program)
    const verb = path.at(-1) ?? ''
    const elsewhere = ownOf(covered, name)
    if (elsewhere === undefined) operationCommand(parent, means, { name, verb, operation })
    else if (elsewhere !== name) signpost(parent, means, { name, verb, elsewhere })
    for (const noun of nounsBelow(parent, program))
      noun.description(noun.commands.map((one) => one.name()).join(', '))
  }
}

/** Words that follow the first one of an operation's name; of one that a command of its own does, that command's. */
function verbsByNoun(): Map<string, string[]> {
  const found = new Map<string, Set<string>>()
  for (const name of operations().keys()) {
    const [noun = ''] = name.split(' ')
    const known = found.get(noun) ?? new Set()
    found.set(noun, known)
    const [shown = '', next = ''] = (covered[name] ?? name).split(' ')
    if (shown === noun) known.add(next)
  }
  return new Map([...found].map(([noun, verbs]) => [noun, [...verbs].sort()]))
}

/** The nouns between the first one and a verb: each is told by what stands under it. */
function nounsBelow(from: Command, program: Command): Command[] {
  const found: Command[] = []
  for (let at = from; at !== program && at.parent !== null && at.parent !== program; at = at.parent)
    found.push(at)
  return found
}

type Elsewhere = { readonly name: string; readonly verb: string; readonly elsewhere: string }

/** Whoever guesses the operation's name hears which command does it. */
function signpost(parent: Command, means: Means, { name, verb, elsewhere }: Elsewhere): void {
  parent
    .command(verb, { hidden: true })
    .option('--json', 'say it as JSON')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(
      acting(means, () => {
        throw usage(`${name} is \`florin ${elsewhere}\``, `florin ${elsewhere} --help`)
      }),
    )
}

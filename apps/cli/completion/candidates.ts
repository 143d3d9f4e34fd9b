import type { Command, Option } from 'commander'

/**
 * What may stand where the cursor is: the last of `words` as far as it is typed, after those before it. Verbs, flags, the
 * values of a flag, profiles. Nothing where only the user knows.
 */
export function candidates(
  program: Command,
  words: readonly string[],
  profiles: readonly string[],
): string[] {
  const last = words.at(-1) ?? ''
  // Bash makes three words of --state=denied; to the others it is one.
  const typed = last === '=' ? '' : last
  const before = words.slice(0, -1).filter((word) => word !== '=')
  const { command, waiting } = walk(program, before)
  const [flag = '', value] = typed.startsWith('--') ? typed.split('=', 2) : []
  const found =
    waiting !== undefined
      ? valuesOf(waiting, profiles)
      : value === undefined
        ? namesOf(command, typed, profiles)
        : valuesAfter(command, flag, profiles)
  return [...new Set(found)].filter((name) => name.startsWith(typed)).sort()
}

const valuesAfter = (command: Command, flag: string, profiles: readonly string[]): string[] =>
  command.options
    .filter(({ long }) => long === flag)
    .flatMap((option) => valuesOf(option, profiles).map((value) => `${flag}=${value}`))

type Place = { readonly command: Command; readonly waiting: Option | undefined }

/** The command that was reached, and the flag that still waits for its value. */
function walk(program: Command, words: readonly string[]): Place {
  let command = program
  let waiting: Option | undefined
  for (const word of words) {
    const option = command.options.find(({ long, short }) => word === long || word === short)
    const isValue = waiting !== undefined && !word.startsWith('-')
    if (option !== undefined) waiting = takesValue(option) ? option : undefined
    else if (isValue) waiting = waiting?.variadic === true ? waiting : undefined
    else command = command.commands.find((one) => one.name() === word) ?? command
  }
  return { command, waiting: waiting?.optional === true || waiting?.variadic === true ? undefined : waiting }
}

const takesValue = ({ required, optional }: Option): boolean => required || optional

function valuesOf({ argChoices, long }: Option, profiles: readonly string[]): readonly string[] {
  return long === '--profile' ? profiles : (argChoices ?? [])
}

function namesOf(command: Command, typed: string, profiles: readonly string[]): readonly string[] {
  const flags = command.options.filter((option) => !option.hidden).flatMap(({ long }) => long ?? [])
  if (typed.startsWith('-')) return [...flags, '--help']
  const verbs = command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name())
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
  const isOfProfiles = command.name() === 'use' && command.parent?.name() === 'profile'
  return [...verbs, ...choices, ...(isOfProfiles ? profiles : [])]
}

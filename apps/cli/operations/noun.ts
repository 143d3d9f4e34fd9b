import type { Command } from 'commander'

/**
 * The command of a noun, made when nobody made it yet: users' and operators' verbs stand under the same nouns. What is
 * said of it goes behind what was said before.
 */
export function nounIn(parent: Command, name: string, description = ''): Command {
  const noun = parent.commands.find((one) => one.name() === name) ?? parent.command(name)
  const said = [noun.description(), description].filter(Boolean).join('; ')
  return noun.description(said)
}

import { CommandError, exits } from '../exits.ts'
import type { Means } from '../means.ts'
import type { Profile } from '../profiles.ts'
import { cellOf, type Row } from './cell.ts'
import type { Operation } from './catalogue.ts'

type Move = {
  readonly name: string
  readonly operation: Operation
  readonly profile: Profile
  readonly params: readonly string[]
  readonly body: Row | undefined
}

/**
 * Money of a live tenant moves only after a yes: of the person at the terminal, or of `--yes`. Without a terminal nobody
 * is asked. Errors: CommandError that says what to add.
 */
export async function confirmLive(
  means: Means,
  { name, operation, profile, params, body }: Move,
  { yes }: { readonly yes?: boolean },
): Promise<void> {
  // A key that does not say that it is a sandbox's may be a live one.
  if (operation.moves_money !== true || yes === true || /^[a-z]+_test_/.test(profile.key)) return
  const what = [name, ...params, cellOf('amount', body?.['amount']) ?? ''].filter(Boolean).join(' ')
  if (means.ask === undefined)
    throw new CommandError(
      exits.usage,
      `${what} moves money of a live tenant`,
      'add --yes when that is meant',
    )
  const said = await means.ask(`${what} moves money of a live tenant at ${profile.url}. Go on? [y/N] `, false)
  if (!/^y(es)?$/i.test(said)) throw new CommandError(exits.refused, 'nothing was done')
}

import { instantText, type World } from '../../kernel/world.ts'
import { ARCHIVE_TRIES_MAX } from './limits.ts'
import { done, type Outcome, refused, type Told } from './outcome.ts'
import { joinPath, nameFault, readPath } from './path.ts'
import type { ReadRules } from './rules.ts'
import type { Steps } from './steps.ts'

/** See `FileTransport.archive`. */
export async function archive(
  { world, steps, rules }: { world: World; steps: Steps; rules: ReadRules },
  text: string,
): Promise<Outcome<{ readonly path: string }>> {
  const path = readPath(text)
  if ('kind' in path) return path
  const there = await steps.look(text)
  if (there.kind === 'refused') return there
  if (there.value === undefined) return refused('no_such_file', 'there is no file to archive')
  const ready = await makeSure(steps, rules.archive_folder)
  if (ready.kind === 'refused') return ready
  const stamp = instantText(world.now()).replaceAll(/[-:.]/g, '')
  for (let at = 0; at < ARCHIVE_TRIES_MAX; at++) {
    const name = at === 0 ? path.name : `${path.name}.${stamp}${at === 1 ? '' : `.${at}`}`
    if (nameFault(name) !== undefined)
      return refused('name_not_allowed', 'with its suffix the name is too long')
    const moved = await moveIfFree(steps, text, joinPath(rules.archive_folder, name))
    if (moved !== 'taken') return moved
  }
  return refused('name_taken', 'every name tried in the archive is taken')
}

async function moveIfFree(
  steps: Steps,
  from: string,
  to: string,
): Promise<Outcome<{ readonly path: string }> | 'taken'> {
  // Some servers overwrite when they rename, so the name is looked at first.
  const before = await steps.look(to)
  if (before.kind === 'refused') return before
  if (before.value !== undefined) return 'taken'
  const moved = await steps.move(from, to)
  if (moved.kind === 'done') return done({ path: to })
  if (moved.kind === 'unknown' || moved.reason !== 'name_taken') return moved
  return 'taken'
}

async function makeSure(steps: Steps, folder: string): Promise<Told<undefined>> {
  const there = await steps.look(folder)
  if (there.kind === 'refused') return there
  return there.value === undefined ? steps.makeFolder(folder) : done(undefined)
}

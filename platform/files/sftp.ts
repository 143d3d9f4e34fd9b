import { assert } from '../../kernel/assert.ts'
import type { World } from '../../kernel/world.ts'
import { type Resolve, resolveAll } from '../outbound/safe_connect.ts'
import { done } from './outcome.ts'
import { readFolder } from './path.ts'
import { refusedAs } from './sftp_answer.ts'
import type { SftpConfig } from './sftp_config.ts'
import { secretsOf } from './sftp_connect.ts'
import { createLinks } from './sftp_links.ts'
import { listFolder } from './sftp_list.ts'
import { downloadFrom } from './sftp_read.ts'
import { change, lookAt, type Session, withLink } from './sftp_session.ts'
import { writeFile } from './sftp_write.ts'
import { createStepped } from './stepped.ts'
import type { Steps } from './steps.ts'
import type { FileTransport } from './transport.ts'

/**
 * Files over SFTP, version 3 as every server speaks it. Connects at the first call, keeps one connection, and makes it anew
 * after it broke. Renaming over another file is never asked for; some servers do it all the same, so names are looked at
 * before. Throws a Bug for rules that could not work.
 */
export function createSftpTransport(
  options: { readonly world: World; readonly resolve?: Resolve },
  config: SftpConfig,
): FileTransport {
  const root = (config.root ?? '').replace(/^\//, '')
  assert(!('kind' in readFolder(root)), 'the root on the server is a path')
  const session: Session = {
    world: options.world,
    config,
    links: createLinks({ resolve: resolveAll, ...options }, config),
    secrets: secretsOf(config),
  }
  return createStepped(options.world, createSteps(session), config)
}

/** `/in` and `in` are different folders to a server: the first begins at its root, the second at the user's. */
function onServer({ root = '' }: SftpConfig, path: string): string {
  if (root === '') return path === '' ? '.' : path
  if (path === '') return root
  return root === '/' ? `/${path}` : `${root}/${path}`
}

function createSteps(session: Session): Steps {
  const { config, links, secrets } = session
  const at = (path: string): string => onServer(config, path)
  return {
    can_resume: true,
    list: (folder) => withLink(session, (link) => listFolder(session, link, at(folder))),
    look: (path) => withLink(session, (link) => lookAt(session, link, at(path))),
    read: (path, from_byte) => downloadFrom(session, at(path), from_byte),
    write: (path, writing) => withLink(session, (link) => writeFile(session, link, at(path), writing)),
    move: (from, to) =>
      change(session, (sftp, settle) => sftp.rename(at(from), at(to), (error) => settle(error, undefined))),
    async remove(path) {
      const removed = await change(session, (sftp, settle) =>
        sftp.unlink(at(path), (error) => settle(error, undefined)),
      )
      return removed.kind === 'refused' && removed.reason === 'no_such_file' ? done(undefined) : removed
    },
    makeFolder: (path) =>
      withLink(session, async (link) => {
        const made = await link.ask<undefined>((sftp, settle) =>
          sftp.mkdir(at(path), (error) => settle(error, undefined)),
        )
        return made.kind === 'answered' ? done(undefined) : refusedAs(made, secrets)
      }),
    close() {
      links.close()
      return Promise.resolve()
    },
  }
}

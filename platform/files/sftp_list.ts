import type { FileEntryWithStats } from 'ssh2'
import { LIST_ENTRIES_MAX, LOOKS_MAX } from './limits.ts'
import { done, refused, type Told } from './outcome.ts'
import { joinPath, nameFault } from './path.ts'
import { refusedAs, seenOf } from './sftp_answer.ts'
import type { Link } from './sftp_link.ts'
import { closeFile, lookAt, type Session } from './sftp_session.ts'
import type { FileEntry } from './transport.ts'

const END_OF_FOLDER = 1

/** Reads a folder to its end, in as many answers as the server makes of it. */
export async function listFolder(
  session: Session,
  link: Link,
  path: string,
): Promise<Told<readonly FileEntry[]>> {
  const { secrets } = session
  const folder = await link.ask<Buffer>((sftp, settle) => sftp.opendir(path, settle))
  if (folder.kind !== 'answered') {
    const why = refusedAs(folder, secrets)
    return why.reason === 'no_such_file' ? refused('no_such_folder', why.why) : why
  }
  const opened = folder.value
  const entries: FileEntry[] = []
  try {
    for (;;) {
      const some = await link.ask<FileEntryWithStats[]>((sftp, settle) => sftp.readdir(opened, settle))
      if (some.kind === 'status' && some.code === END_OF_FOLDER) break
      if (some.kind !== 'answered') return refusedAs(some, secrets)
      if (some.value.length === 0) break
      for (const { filename: name, longname, attrs } of some.value)
        entries.push({ name, ...seenOf(attrs, longname) })
      if (entries.length > LIST_ENTRIES_MAX)
        return refused('too_long', `the folder holds more than ${LIST_ENTRIES_MAX} files`)
    }
  } finally {
    await closeFile({ link, opened })
  }
  return askForSizes(session, link, { path, entries })
}

/** Some servers list names and nothing else: then each file is asked for. */
async function askForSizes(
  session: Session,
  link: Link,
  { path, entries }: { path: string; entries: readonly FileEntry[] },
): Promise<Told<readonly FileEntry[]>> {
  const whole: FileEntry[] = []
  let looks = 0
  for (const entry of entries) {
    const isTold = entry.size !== undefined || entry.kind !== 'file' || nameFault(entry.name) !== undefined
    if (isTold || looks >= LOOKS_MAX) {
      whole.push(entry)
      continue
    }
    looks++
    const seen = await lookAt(session, link, joinPath(path, entry.name))
    if (seen.kind === 'refused') return seen
    if (seen.value !== undefined) whole.push({ name: entry.name, ...seen.value })
  }
  return done(whole)
}

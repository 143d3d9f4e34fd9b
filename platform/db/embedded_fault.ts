import { codeOf, diskFull, explainFile, type Folder } from './embedded_folder.ts'
import { StartRefused } from './start_refused.ts'

const full = /No space left on device/i

/** What PostgreSQL wrote when it did not start, as one sentence that says what to do. */
export function explainServer(said: string, folder: Folder): StartRefused {
  const { data_dir, log_file } = folder
  if (full.test(said)) return diskFull(data_dir)
  const unknown_uid = /could not look up effective user ID (\d+)/.exec(said)?.[1]
  if (unknown_uid !== undefined)
    return new StartRefused(
      `PostgreSQL needs a name for the user it runs as, and uid ${unknown_uid} has none in /etc/passwd; start Florin as a user with a name, or set DATABASE_URL.`,
    )
  if (/Permission denied|wrong ownership|invalid permissions/.test(said))
    return explainFile({ code: 'EACCES' }, folder) as StartRefused
  if (/Is another (postmaster|postgres)/.test(said))
    return new StartRefused(
      `Another PostgreSQL is running on the data directory ${data_dir}; stop it and start again.`,
    )
  const line = lastWords(said)
  const isDamaged =
    /PANIC|checksum|incompatible with server|invalid data in|could not (locate|open|read)/.test(said)
  return new StartRefused(
    isDamaged
      ? `The data directory ${data_dir} is damaged (${line}); restore it from a backup, and keep this one: its log is ${log_file}.`
      : `The embedded PostgreSQL does not start on ${data_dir} (${line}); its log is ${log_file}.`,
  )
}

/** The same of a server that ran and then ended by itself. */
export function explainLoss(said: string, { data_dir, log_file }: Folder): string {
  if (full.test(said)) return `The embedded PostgreSQL ended: ${diskFull(data_dir).message}`
  return `The embedded PostgreSQL ended by itself; its log is ${log_file}. Start again.`
}

/** The last line that says why, without the time and the number in front of it. */
function lastWords(said: string): string {
  const lines = said.trim().split('\n')
  const why = lines.findLast((line) => /(PANIC|FATAL|error|ERROR): /.test(line)) ?? lines.at(-1) ?? ''
  return why.replace(/^.*?(PANIC|FATAL|error|ERROR): +/, '').slice(0, 200) || 'it said nothing'
}

/** The system did not let us become the user PostgreSQL must run as, or has no shell; else as it was. */
export function explainSpawn(error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'EPERM' || code === 'EINVAL')
    return new StartRefused(
      'PostgreSQL does not run as root, and this system does not let root become another user; start Florin as another user, or set DATABASE_URL.',
    )
  return error
}

import { existsSync, readFileSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { livingHolder } from '../../../platform/db/embedded_claim.ts'
import { openFolder } from '../../../platform/db/embedded_folder.ts'
import { StartRefused } from '../../../platform/db/start_refused.ts'
import { type Finding, note, well, wrong } from '../../cli/main.ts'
import type { ServerConfig } from '../config.ts'

const ROOM_BYTES_MIN = 250_000_000
const ROOM_BYTES_GOOD = 2_000_000_000
const OTHERS = 0o077
/** Files that open something: nobody but their owner may read them. */
const secrets = ['vault.key', 'vault.salt', 'audit.key', 'risk.key', 'sandbox.json', 'password']

/** The data directory as it lies there: whose it is, who may read it, room, claims, keys. Nothing is made or changed. */
export async function lookAtFolder(config: ServerConfig): Promise<Finding[]> {
  const { data_dir } = config
  if (!existsSync(data_dir))
    return [
      note('data directory', `${data_dir} is not there yet`, 'the first start makes it'),
      ...(await lookAtRoom(data_dir)),
    ]
  try {
    // Of a directory that is there this only looks.
    const folder = openFolder(data_dir)
    return [
      well('data directory', data_dir),
      ...lookAtClaim(folder.claim_file),
      ...lookAtSecrets(data_dir),
      ...lookAtKeys(config),
      ...(await lookAtRoom(data_dir)),
    ]
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    return [wrong('data directory', error.message, 'set it right, and start again')]
  }
}

function lookAtClaim(claim_file: string): Finding[] {
  if (!existsSync(claim_file))
    return [note('server', 'no Florin runs on this data directory', 'start it: `npm start`')]
  const holder = livingHolder(claim_file)
  if (holder !== undefined)
    return [well('server', `pid ${holder.pid}${holder.url === undefined ? '' : `, ${holder.url}`}`)]
  return [
    note(
      'server',
      `${claim_file} was left by a Florin that is gone`,
      'it was killed; the next start takes the directory over',
    ),
  ]
}

function lookAtSecrets(data_dir: string): Finding[] {
  return secrets
    .map((name) => join(data_dir, name))
    .filter((file) => existsSync(file) && (statSync(file).mode & OTHERS) !== 0)
    .map((file) =>
      wrong(
        'data directory',
        `others may read ${file}`,
        `chmod 600 ${file}, and rotate what it opens if somebody did`,
      ),
    )
}

/** Cards and secrets are sealed under the vault's key: without it they are lost, and the start is refused. */
function lookAtKeys({ data_dir, vault_passphrase, database_url }: ServerConfig): Finding[] {
  const isUsed =
    existsSync(join(data_dir, 'pgdata')) ||
    (database_url !== undefined && existsSync(join(data_dir, 'audit.key')))
  const [key, salt] = [join(data_dir, 'vault.key'), join(data_dir, 'vault.salt')]
  const restore = 'restore it from your backup of the keys; docs/playbooks/restore-from-backup.md'
  if (!isUsed) return []
  if (vault_passphrase === undefined && existsSync(salt) && !existsSync(key))
    return [
      wrong(
        'vault',
        'its key comes from a passphrase, and FLORIN_VAULT_PASSPHRASE is not set',
        'set it as before',
      ),
    ]
  if (vault_passphrase !== undefined ? !existsSync(salt) && !existsSync(key) : !existsSync(key))
    return [wrong('vault', `${key} is missing`, restore)]
  const isWhole = !existsSync(key) || readFileSync(key, 'utf8').trim() !== ''
  return [isWhole ? well('vault', 'its key is there') : wrong('vault', `${key} is empty`, restore)]
}

async function lookAtRoom(data_dir: string): Promise<Finding[]> {
  let place = data_dir
  while (!existsSync(place)) place = dirname(place)
  const { bavail, bsize } = await statfs(place)
  const room = bavail * bsize
  const seen = `${(room / 1e9).toFixed(1)} GB are free at ${place}`
  if (room < ROOM_BYTES_MIN) return [wrong('disk', seen, 'make room: docs/playbooks/disk-full.md')]
  return [room < ROOM_BYTES_GOOD ? note('disk', seen, 'make room before it is full') : well('disk', seen)]
}

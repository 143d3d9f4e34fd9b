import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packedProgram } from './packed.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/[/\\]$/, '')
const SERVER = 'apps/server/main.ts'

/** The server as `npm start` runs it from its second start on, and from its first after an installation: packed. */
export function packedServer(): string {
  const known = packedProgram(root, SERVER)
  if (known !== undefined) return known
  spawnSync(process.execPath, [join(root, 'tools/run/pack.mjs'), root, SERVER])
  const made = packedProgram(root, SERVER)
  if (made === undefined) throw new Error('the server could not be packed: a source changed meanwhile?')
  return made
}

import { fileURLToPath } from 'node:url'
import type { World } from '../../../kernel/world.ts'
import { StartRefused } from '../../../platform/db/start_refused.ts'
import { type Finding, wrong } from '../../cli/main.ts'
import { readConfig, type ServerConfig } from '../config.ts'
import type { Environment } from '../setting.ts'
import { lookAtDatabase } from './database.ts'
import { lookAtFolder } from './folder.ts'
import { lookAtPackages } from './packages.ts'
import { lookAtPorts } from './ports.ts'
import { lookAtVariables } from './variables.ts'

export type Machine = {
  readonly env: Environment
  readonly world: World
  /** Where the program lies. */
  readonly root?: string
  /** Of the Node that runs it. */
  readonly node_version?: string
}

/** Everything that only the machine can tell: Node, packages, settings, the data directory, ports, the database. Changes nothing. */
export async function lookAtMachine(machine: Machine): Promise<Finding[]> {
  const { env, world, root = fileURLToPath(new URL('../../../', import.meta.url)) } = machine
  const { node_version = process.versions.node } = machine
  const hasOwnDatabase = (env['DATABASE_URL'] ?? '') !== ''
  const program = lookAtPackages({ root, node_version, hasOwnDatabase })
  const variables = lookAtVariables(env, world)
  let config: ServerConfig
  try {
    config = readConfig(env)
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    return [
      ...program,
      ...variables,
      wrong('settings', error.message, 'the server does not start like this; set it right'),
    ]
  }
  return [
    ...program,
    ...variables,
    ...(await lookAtFolder(config)),
    ...(await lookAtPorts(config)),
    ...(await lookAtDatabase(config, world)),
  ]
}

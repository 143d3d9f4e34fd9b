import { globSync } from 'node:fs'
import { join } from 'node:path'

/** A state machine as far as a reader of diagrams looks at it: see `kernel/machine.ts`. */
export type DrawnMachine = { readonly name: string; rows(): [from: string, event: string, to: string][] }

const isMachine = (value: unknown): value is DrawnMachine =>
  typeof value === 'object' && value !== null && 'rows' in value && 'terminal' in value

/** Every machine that a folder declares, whether or not its face shows it. */
export async function machinesOf(root: string, folder: string): Promise<DrawnMachine[]> {
  const files = globSync(`${folder}/**/*.machine.ts`, { cwd: root })
  const loaded = await Promise.all(files.map((file) => import(join(root, file)) as Promise<object>))
  return loaded.flatMap((one) => Object.values(one).filter(isMachine))
}

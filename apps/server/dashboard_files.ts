import { readdir, readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { extname, join } from 'node:path'
import { ownOf } from '../../kernel/own.ts'

/** One file of the dashboard in the forms it is sent in: as it is, and compressed when it was built so. */
export type DashboardFile = {
  readonly content_type: string
  readonly etag: string
  readonly plain: Buffer
  readonly gzip: Buffer | undefined
  readonly br: Buffer | undefined
}
export type DashboardFiles = ReadonlyMap<string, DashboardFile>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/**
 * Reads a built dashboard into memory, by the path of each file: a megabyte or two, and nothing that a request says
 * can then name a file that is not part of it.
 *
 * Errors: those of the file system; an Error when there is no `index.html`.
 */
export async function readDashboard(folder: string): Promise<DashboardFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replaceAll('\\', '/'))
    .map((path) => path.replace(/^\//, ''))
  const contents = new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  )
  if (!contents.has('index.html')) throw new Error(`${folder} holds no index.html`)
  const files = [...contents].flatMap(([path, plain]): [string, DashboardFile][] => {
    const content_type = ownOf(types, extname(path))
    if (content_type === undefined) return []
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`
    const more = { gzip: contents.get(`${path}.gz`), br: contents.get(`${path}.br`) }
    return [[path, { content_type, etag, plain, ...more }]]
  })
  return new Map(files)
}

/** The smallest form that the browser takes (RFC 9110 §12.5.3). */
export function formOf(
  file: DashboardFile,
  accept_encoding: string | undefined,
): { readonly content: Buffer; readonly encoding: 'br' | 'gzip' | undefined } {
  const refused = /;\s*q=0(\.0{0,3})?\s*$/
  const taken = new Set(
    (accept_encoding ?? '')
      .split(',')
      .filter((one) => !refused.test(one))
      .map((one) => one.split(';')[0]?.trim().toLowerCase()),
  )
  if (file.br !== undefined && taken.has('br')) return { content: file.br, encoding: 'br' }
  if (file.gzip !== undefined && taken.has('gzip')) return { content: file.gzip, encoding: 'gzip' }
  return { content: file.plain, encoding: undefined }
}

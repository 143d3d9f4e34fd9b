import { posix } from 'node:path'
import type { Doc } from './shelf.ts'

/** Where a link of a document leads on the site; undefined for a file that the site does not show. */
export type Resolve = (from: Doc, href: string) => string | undefined

const isOutside = (href: string): boolean => /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(href)

/** Links of documents name files of the repository; on the site they name its pages. */
export function createResolve(docs: readonly Doc[]): Resolve {
  const byFile = new Map(docs.map((doc) => [doc.file, doc]))
  return ({ file }, href) => {
    if (isOutside(href)) return href
    const [path = '', ...rest] = href.split('#')
    const at = posix.normalize(posix.join(posix.dirname(file), path))
    const found = byFile.get(at) ?? byFile.get(posix.join(at, 'README.md'))
    if (found === undefined) return undefined
    return [`/docs/${found.path}`, ...rest].join('#')
  }
}

import { readFileSync } from 'node:fs'
import { root } from '../../platform/db/rooms.ts'
import type { Page } from '../../platform/http/edge_types.ts'
import type { ApiVersions } from '../../platform/http/versions.ts'

/** The guide of every version that is on its way out: deprecation headers link to it, so it must exist. */
export const upgradePages = (versions: ApiVersions): Page[] =>
  versions.older.map(({ guide }): Page => {
    const html = readFileSync(`${root}${guide.slice(1)}.html`, 'utf8')
    return { path: guide as `/${string}`, content_type: 'text/html; charset=utf-8', render: () => html }
  })

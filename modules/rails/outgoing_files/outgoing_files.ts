import type { Id } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { resolveFile } from './answer_outgoing_file.ts'
import type { OutgoingFileDeps } from './deps.ts'
import { outgoingFileErrors } from './errors.ts'
import type { OutgoingFile } from './outgoing_file.ts'
import * as store from './store.ts'
import { openOutgoingFile } from './write_outgoing_file.ts'

/** Files that go to banks, as callers see them. */
export type OutgoingFiles = {
  findOutgoingFile(scope: OpenScope, id: Id<'ofl'>): Promise<Result<OutgoingFile, Failure>>
  /** Newest first, from below `before`. */
  listOutgoingFiles(
    scope: OpenScope,
    filter: store.OutgoingFileFilter,
    page: { readonly before: Id<'ofl'> | undefined; readonly limit: number },
  ): Promise<readonly OutgoingFile[]>
  /** The bytes of a written file. Errors: `outgoing_file_not_found`, `outgoing_file_not_written`. */
  openOutgoingFile(scope: OpenScope, id: Id<'ofl'>): Promise<Result<AsyncIterable<Uint8Array>, Failure>>
  /** See `resolveFile`. */
  resolveOutgoingFile(
    scope: Scope,
    id: Id<'ofl'>,
    decision: { readonly outcome: 'sent' | 'not_sent'; readonly because: string },
  ): Promise<Result<OutgoingFile, Failure>>
}

export function createOutgoingFiles(deps: OutgoingFileDeps): OutgoingFiles {
  const { db } = deps
  const find: OutgoingFiles['findOutgoingFile'] = async ({ tenant_id }, id) => {
    const found = await db.withTenant(tenant_id, (tx) => store.findFile(tx, tenant_id, id))
    return found === undefined ? outgoingFileErrors.fail('outgoing_file_not_found') : ok(found)
  }
  return {
    findOutgoingFile: find,
    listOutgoingFiles: ({ tenant_id }, filter, page) =>
      db.withTenant(tenant_id, (tx) => store.listFiles(tx, tenant_id, filter, page)),
    async openOutgoingFile(scope, id) {
      const found = await find(scope, id)
      if (!found.ok) return found
      return found.value.state === 'gathering'
        ? outgoingFileErrors.fail('outgoing_file_not_written')
        : ok(openOutgoingFile(deps, scope, id))
    },
    resolveOutgoingFile: (scope, id, decision) => resolveFile(deps, scope, id, decision),
  }
}

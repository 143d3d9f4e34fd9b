import { Type as T } from 'typebox'
import { ok } from '../../kernel/result.ts'
import { readCursor, writeCursor } from '../../platform/http/cursor.ts'
import { CURSOR_CHARS_MAX } from '../../platform/http/limits.ts'
import { listErrors } from '../../platform/http/lists.ts'
import { route } from '../../platform/http/route.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { Audit } from './index.ts'
import type { ProofPlace, TrailProof } from './prove.ts'

const Fault = T.Object(
  {
    kind: T.Enum([
      'edited',
      'deleted',
      'reordered',
      'added',
      'truncated',
      'block_changed',
      'block_missing',
      'unsigned',
      'rewritten',
      'checkpoint_unknown',
    ]),
    seq: T.Union([T.Integer(), T.Null()], { description: 'The event.' }),
    block: T.Union([T.Integer(), T.Null()]),
    detail: T.String({ description: 'What is wrong there, in a sentence.' }),
  },
  { $id: 'AuditFault', additionalProperties: false },
)
const Proof = T.Object(
  {
    verdict: T.Enum(['intact', 'broken', 'unfinished'], {
      description:
        '`intact`: the whole trail was read, with the pages before, and all fits. `broken`: `fault` says where and what. `unfinished`: nothing is wrong so far, go on with `next_cursor`.',
    }),
    fault: T.Union([Fault, T.Null()]),
    events: T.Integer({ description: 'Events that this page recomputed.' }),
    blocks: T.Integer({ description: 'Blocks that this page recomputed.' }),
    through_seq: T.Integer({ description: 'The last event that was read, with the pages before.' }),
    last_seq: T.Integer({ description: 'The last event there is.' }),
    sealed_through: T.Integer({ description: 'The last event that a signed block covers.' }),
    kept_block: T.Union([T.Integer(), T.Null()], {
      description:
        'Of the last page: the block of the checkpoint kept beside the server that the trail fits.',
    }),
    next_cursor: T.Union([T.String(), T.Null()]),
  },
  { $id: 'AuditProof', additionalProperties: false },
)

const cursorOf = (tenant_id: TenantId) => ({ tenant_id, list: 'audit_proof', filter: null })

function proofJson(tenant_id: TenantId, { fault, next, kept_block, ...counts }: TrailProof) {
  const verdict: 'broken' | 'unfinished' | 'intact' =
    fault !== undefined ? 'broken' : next !== undefined ? 'unfinished' : 'intact'
  return {
    verdict,
    fault:
      fault === undefined
        ? null
        : { kind: fault.kind, seq: fault.seq ?? null, block: fault.block ?? null, detail: fault.detail },
    ...counts,
    kept_block: kept_block ?? null,
    next_cursor:
      next === undefined
        ? null
        : writeCursor(cursorOf(tenant_id), [next.number, next.hash, next.last_seq, next.seq]),
  }
}

export const proofRoute = (audit: Audit) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/audit-events/proof',
    operation_id: 'proveAuditTrail',
    tag: 'Audit',
    summary: 'Recompute the audit trail, page by page, up to the first thing that is wrong.',
    description:
      'Every event against its hash and number, every block against its events, its link to the one before and its signature, and at the end the whole against the checkpoint that is kept outside the database. Ask again with `next_cursor` until the verdict is `intact` or `broken`. A server that lies would also lie here: checkpoints kept elsewhere and `florin audit verify` prove more.',
    scope: 'audit.proof:read',
    is_report: true,
    query: T.Object({
      cursor: T.Optional(T.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX })),
    }),
    status: 200,
    reply: Proof,
    errors: { cursor_invalid: listErrors.table.cursor_invalid },
    async run(scope, { query: { cursor } }) {
      const { tenant_id } = scope
      const place = cursor === undefined ? undefined : readCursor(cursorOf(tenant_id), cursor)
      if (cursor !== undefined && place === undefined)
        return listErrors.fail('cursor_invalid', { param: 'cursor' })
      return ok({ body: proofJson(tenant_id, await audit.prove(scope, place && placeOf(place))) })
    },
  })

const placeOf = ([number, hash, last_seq, seq]: readonly (string | number)[]): ProofPlace | undefined =>
  Number(number) === 0 && Number(seq) === 0
    ? undefined
    : { number: Number(number), hash: String(hash), last_seq: Number(last_seq), seq: Number(seq) }

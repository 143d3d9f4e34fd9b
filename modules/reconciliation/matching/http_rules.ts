import { type Static, Type as T } from 'typebox'
import { present } from '../../../kernel/assert.ts'
import { parseId } from '../../../kernel/id.ts'
import { ok } from '../../../kernel/result.ts'
import { parseDay } from '../../../kernel/world.ts'
import { idField } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, readPage } from '../../../platform/http/lists.ts'
import { type Route, route } from '../../../platform/http/route.ts'
import { errorRows } from '../errors.ts'
import { defaultRules } from '../facts/matching_rules.ts'
import { NOTE_CHARS_MAX } from '../limits.ts'
import { bankProofJson } from './bank_proof.ts'
import type { Matching } from './matching.ts'
import { BankProofReply, RuleSetBody, RulesReply } from './matching_schema.ts'
import type { RuleSet } from './rules.ts'

const common = { tag: 'Reconciliation' } as const
const NewRules = T.Object(
  { rules: RuleSetBody, note: T.Optional(T.String({ minLength: 1, maxLength: NOTE_CHARS_MAX })) },
  { $id: 'NewMatchingRules' },
)

const getRulesRoute = (matching: Matching) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/reconciliation/rules',
    operation_id: 'getMatchingRules',
    summary: 'Get the rules by which lines and transfers are matched.',
    scope: 'reconciliation:read',
    status: 200,
    reply: RulesReply,
    errors: {},
    run: async (scope) => ok({ body: await matching.rules(scope) }),
  })

const makeRulesRoute = (matching: Matching) =>
  route({
    ...common,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: '/v1/reconciliation/rules',
    operation_id: 'createMatchingRules',
    summary: 'Make a new version of the rules; it holds from the next run on.',
    description: 'Each pass is `auto`, `propose` (a person confirms) or `off`. Earlier versions are kept.',
    scope: 'reconciliation:write',
    body: NewRules,
    status: 201,
    reply: RulesReply,
    errors: errorRows('matching_rules_changed'),
    example: {
      rules: {
        ...present(defaultRules.at(-1), 'rules of everybody').value,
        key_tolerance: { action: 'propose', tolerance_minor: 100, tolerance_bps: 10 },
      },
      note: 'A person looks at small differences from now on.',
    },
    async run(scope, { body: { rules, note } }) {
      const made = await matching.makeRules(
        scope,
        rules satisfies Static<typeof RuleSetBody> as RuleSet,
        note ?? null,
      )
      return made.ok ? ok({ body: made.value }) : made
    },
  })

const proofsRoute = (matching: Matching) =>
  route({
    ...common,
    kind: 'read',
    method: 'GET',
    path: '/v1/reconciliation/proofs',
    operation_id: 'listReconciliationProofs',
    summary: 'List the nightly proofs of bank accounts, the latest first.',
    description:
      'The bank’s closing balance, less the ledger’s at the end of that day, must be what is known to be unmatched.',
    scope: 'reconciliation:read',
    query: listQuery({
      reconciliation_account: T.Optional(idField('rca')),
      is_clean: T.Optional(T.Boolean()),
    }),
    status: 200,
    reply: listOf(BankProofReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const list = 'reconciliation_proofs'
      const asked = readPage(scope.tenant_id, list, query)
      if (!asked.ok) return asked
      const day = parseDay(String(asked.value.after?.[0] ?? ''))
      const last = parseId('rca', String(asked.value.after?.[1] ?? ''))
      const after = day === undefined || last === undefined ? undefined : { day, binding: last }
      const binding = parseId('rca', query.reconciliation_account ?? '')
      const filter = { binding, is_clean: query.is_clean }
      const found = await matching.listProofs(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list, query, asked: asked.value }
      const page = pageOf(at, found, (one) => [one.day, one.binding])
      return ok({ body: { ...page, data: page.data.map(bankProofJson) } })
    },
  })

export const ruleRoutes = (matching: Matching): Route[] => [
  getRulesRoute(matching),
  makeRulesRoute(matching),
  proofsRoute(matching),
]

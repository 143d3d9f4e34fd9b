import { createHash } from 'node:crypto'
import { type Static, Type as T } from 'typebox'
import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { type Id, idFromBytes, parseId } from '../../../kernel/id.ts'
import { type Failure, ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { instantText } from '../../../kernel/world.ts'
import type { Database } from '../../../platform/db/database.ts'
import { idField, Metadata } from '../../../platform/http/fields.ts'
import { listErrors, listOf, listQuery, pageOf, placeInTime, readPage } from '../../../platform/http/lists.ts'
import { type Route, route, type Stage } from '../../../platform/http/route.ts'
import { namedBy } from '../../../platform/http/named_by.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { type BankAccount, bankAccountJson } from './bank_account.ts'
import { accountTypes, BankAccountReply } from './bank_account_schema.ts'
import type { BankAccounts } from './bank_accounts.ts'
import { type BankAccountDeps, DETAILS_PURPOSE } from './deps.ts'
import { bankAccountErrors } from './errors.ts'
import type { DetailsAsked } from './read_details.ts'

const line = (maxLength: number) =>
  T.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\p{Cc}]*$',
    fault: 'must be one line, without control characters',
  })
const Country = T.String({
  pattern: '^[A-Z]{2}$',
  fault: 'must be a country code of ISO 3166-1 such as DE',
  examples: ['DE'],
})
const Holder = T.Object(
  {
    name: line(140),
    kind: T.Enum(['individual', 'business']),
    name_kana: T.Optional(line(140)),
    identification: T.Optional(line(40)),
    identification_type: T.Optional(line(40)),
    address: T.Optional(
      T.Object(
        {
          lines: T.Array(line(70), { minItems: 1, maxItems: 4 }),
          city: line(70),
          region: T.Optional(line(35)),
          postcode: T.Optional(line(16)),
          country: Country,
        },
        { $id: 'BankAccountAddress' },
      ),
    ),
  },
  { $id: 'BankAccountHolder' },
)
const details = {
  country: Country,
  currency: T.String({
    pattern: '^[A-Z]{3}$',
    fault: 'must be an ISO 4217 code such as EUR',
    examples: ['EUR'],
  }),
  holder: Holder,
  account: T.Record(T.String({ pattern: '^[a-z0-9_]{1,40}$' }), T.String({ minLength: 1, maxLength: 256 }), {
    minProperties: 1,
    maxProperties: 10,
    description:
      'The numbers, by field: `iban`; `routing_number` and `account_number`; `sort_code` and `account_number`; `bsb`, `clabe`, `ifsc` and others by country. Sealed, and never answered.',
  }),
  account_type: T.Optional(T.Enum([...accountTypes])),
  purpose: T.Optional(line(140)),
  rails: T.Optional(
    T.Array(T.String({ pattern: '^[a-z_]{1,30}$' }), {
      minItems: 1,
      maxItems: 20,
      uniqueItems: true,
      description: 'Rails that the details must be enough for; absent: any one of the country’s.',
    }),
  ),
}
const CreateBody = T.Object(
  {
    id: T.Optional(idField('bac')),
    ...details,
    reference: T.Optional(line(100)),
    metadata: T.Optional(Metadata),
  },
  { $id: 'NewBankAccount' },
)
const DetailsBody = T.Object(details, { $id: 'BankAccountDetails' })
const BecauseBody = T.Object({ because: line(200) }, { $id: 'BankAccountReason' })
const params = T.Object({ id: T.String() })
const errors = bankAccountErrors.table
const reading = { tag: 'Bank accounts', scope: 'bank_accounts:read', status: 200, errors } as const
const writing = { tag: 'Bank accounts', scope: 'bank_accounts:write', errors } as const

type Body = Static<typeof DetailsBody>
const detailsOf = (body: Body): DetailsAsked => {
  const { country, currency, holder, account, account_type, purpose } = body
  return {
    country,
    currency,
    holder,
    account,
    ...(account_type === undefined ? {} : { account_type }),
    ...(purpose === undefined ? {} : { purpose }),
  }
}

/** What a repeat is compared by: nothing that somebody without the tenant's key could try numbers on. */
async function claimOf<B extends Body>({ sealer }: BankAccountDeps, scope: OpenScope, body: B) {
  const { account, holder, ...rest } = body
  const hidden = secret(canonicalJson({ account, holder }))
  return ok({ ...rest, account: await sealer.fingerprint(scope, DETAILS_PURPOSE, hidden) })
}

const answer = (made: Result<BankAccount, Failure>) =>
  made.ok ? ok({ body: bankAccountJson(made.value) }) : made
const withId = namedBy('bac', () => bankAccountErrors.fail('bank_account_not_found'))
/** The id comes from the idempotency key, so a run that died is found by the next one. */
const idOfKey = ({ claim }: Stage): Id<'bac'> =>
  idFromBytes('bac', createHash('sha256').update(claim.key_hash).digest())

const createRoute = (accounts: BankAccounts, deps: BankAccountDeps) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'required',
    method: 'POST',
    path: '/v1/bank-accounts',
    operation_id: 'createBankAccount',
    summary: 'Add a bank account of somebody else’s; its numbers are checked, sealed and never answered.',
    description:
      'Checks what can be checked without asking the bank: lengths, characters, check digits, and what each rail needs.',
    body: CreateBody,
    status: 201,
    reply: BankAccountReply,
    location: '/v1/bank-accounts/{id}',
    example: {
      country: 'DE',
      currency: 'EUR',
      holder: { name: 'Anna de Vries', kind: 'individual' },
      account: { iban: 'DE89 3704 0044 0532 0130 00' },
    },
    prepare: (scope, { body }) => claimOf(deps, scope, body),
    async run(scope, { body }, stage) {
      const { rails = [], reference = null, metadata = {} } = body
      const sealed = await accounts.sealDetails(scope, { details: detailsOf(body), rails })
      if (!sealed.ok) return sealed
      const asked = { id: parseId('bac', body.id ?? '') ?? idOfKey(stage), rails, reference, metadata }
      const made = await deps.db.withTenant(scope.tenant_id, (db) =>
        accounts.createBankAccount({ ...scope, db }, asked, sealed.value),
      )
      return made.ok ? ok({ status: 201 as const, body: bankAccountJson(made.value) }) : made
    },
  })

const replaceRoute = (accounts: BankAccounts, deps: BankAccountDeps & { readonly db: Database }) =>
  route({
    ...writing,
    kind: 'staged',
    idempotency: 'required',
    method: 'PUT',
    path: '/v1/bank-accounts/{id}/details',
    operation_id: 'replaceBankAccountDetails',
    summary: 'Give a bank account other details; one that waited for them is enabled.',
    params,
    body: DetailsBody,
    status: 200,
    reply: BankAccountReply,
    example: {
      country: 'DE',
      currency: 'EUR',
      holder: { name: 'Anna de Vries', kind: 'individual' },
      account: { iban: 'DE75512108001245126199' },
    },
    prepare: (scope, { body }) => claimOf(deps, scope, body),
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => {
        const sealed = await accounts.sealDetails(scope, {
          details: detailsOf(body),
          rails: body.rails ?? [],
        })
        if (!sealed.ok) return sealed
        return answer(
          await deps.db.withTenant(scope.tenant_id, (db) =>
            accounts.replaceDetails({ ...scope, db }, id, sealed.value),
          ),
        )
      }),
  })

const getRoute = (accounts: BankAccounts) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-accounts/{id}',
    operation_id: 'getBankAccount',
    summary: 'Get what may be seen of a bank account.',
    params,
    reply: BankAccountReply,
    run: (scope, input) =>
      withId(input.params.id, async (id) => answer(await accounts.findBankAccount(scope, id))),
  })

const listRoute = (accounts: BankAccounts) =>
  route({
    ...reading,
    kind: 'read',
    method: 'GET',
    path: '/v1/bank-accounts',
    operation_id: 'listBankAccounts',
    summary: 'List bank accounts, newest first.',
    query: listQuery({
      reference: T.Optional(line(100)),
      fingerprint: T.Optional(T.String({ pattern: '^[0-9a-f]{32}$', fault: 'must be a fingerprint' })),
    }),
    reply: listOf(BankAccountReply),
    errors: listErrors.table,
    async run(scope, { query }) {
      const asked = readPage(scope.tenant_id, 'bank_accounts', query)
      if (!asked.ok) return asked
      const after = placeInTime('bac', 'created_at', asked.value)
      const filter = { reference: query.reference, fingerprint: query.fingerprint }
      const found = await accounts.listBankAccounts(scope, filter, { after, limit: asked.value.rows })
      const at = { tenant_id: scope.tenant_id, list: 'bank_accounts', query, asked: asked.value }
      const page = pageOf(at, found, (one) => [instantText(one.created_at), one.id])
      return ok({ body: { ...page, data: page.data.map(bankAccountJson) } })
    },
  })

const moves = {
  freeze: 'Let nothing be sent to or collected from a bank account until a person has looked.',
  enable: 'Let a bank account be used again.',
  disable: 'Put a bank account out of use for ever.',
} as const

const moveRoute = (accounts: BankAccounts, event: keyof typeof moves) =>
  route({
    ...writing,
    kind: 'transaction',
    idempotency: 'accepted',
    method: 'POST',
    path: `/v1/bank-accounts/{id}/${event}`,
    operation_id: `${event}BankAccount`,
    summary: moves[event],
    params,
    body: BecauseBody,
    status: 200,
    reply: BankAccountReply,
    example: { because: 'asked by the holder' },
    run: (scope, { params: { id: text }, body }) =>
      withId(text, async (id) => answer(await accounts.changeBankAccount(scope, id, { event, ...body }))),
  })

export const bankAccountRoutes = (accounts: BankAccounts, deps: BankAccountDeps): Route[] => [
  createRoute(accounts, deps),
  listRoute(accounts),
  getRoute(accounts),
  replaceRoute(accounts, deps),
  ...(['freeze', 'enable', 'disable'] as const).map((event) => moveRoute(accounts, event)),
]

import { Type as T } from 'typebox'
import { present } from '../../kernel/assert.ts'
import { parseId } from '../../kernel/id.ts'
import { ok } from '../../kernel/result.ts'
import { type Secret, secret } from '../../kernel/secret.ts'
import { instantText } from '../../kernel/world.ts'
import { idField, Timestamp } from '../../platform/http/fields.ts'
import { type Route, route } from '../../platform/http/route.ts'
import { type CardView, cardSchemes, type NewCard } from './card.ts'
import { vaultErrors } from './errors.ts'
import type { Vault } from './index.ts'
import { NAME_CHARS_MAX } from './limits.ts'
import type { Rotation } from './store_rotation.ts'

const nullable = <S extends ReturnType<typeof T.String>>(schema: S) => T.Union([schema, T.Null()])

const CardInput = T.Object(
  {
    number: T.String({
      pattern: '^[0-9]{12,19}$',
      fault: 'must be the digits of the card number only, 12 to 19 of them, without spaces or dashes',
      description: 'Digits only, without spaces or dashes.',
    }),
    expiry_month: T.Integer({ minimum: 1, maximum: 12 }),
    expiry_year: T.Integer({ minimum: 2000, maximum: 2099 }),
    cvc: T.Optional(
      T.String({
        pattern: '^[0-9]{3,4}$',
        fault: 'must be the three or four digits of the card verification code',
        description: 'Kept in memory for some minutes, never stored.',
      }),
    ),
    name: T.Optional(
      T.String({
        minLength: 1,
        maxLength: NAME_CHARS_MAX,
        pattern: '^[^\\n\\r]*$',
        fault: 'must be one line',
        description: 'The cardholder’s name, stored encrypted.',
      }),
    ),
  },
  { $id: 'CardDetails' },
)
const CardFaceReply = T.Object(
  {
    scheme: T.Enum([...cardSchemes]),
    bin: T.String({ description: 'The first eight digits; six of a number shorter than sixteen.' }),
    last4: T.String(),
    expiry_month: T.Integer(),
    expiry_year: T.Integer(),
    country: nullable(T.String({ description: 'Of the issuer, ISO 3166-1 alpha-2; null: not known.' })),
    funding: T.Union([T.Enum(['credit', 'debit', 'prepaid']), T.Null()]),
    fingerprint: T.String({ description: 'The same for the same number within your account.' }),
  },
  { $id: 'CardFace', additionalProperties: false },
)
const TokenReply = T.Object(
  {
    id: idField('tok'),
    card: CardFaceReply,
    has_cvc: T.Boolean({ description: 'Whether the CVC can still be sent along with a payment.' }),
    created_at: Timestamp,
  },
  { $id: 'CardToken', additionalProperties: false },
)
const RotationReply = T.Object(
  {
    purpose: T.String(),
    epoch: T.Integer(),
    state: T.Enum(['running', 'done']),
    rows_total: T.Integer(),
    rows_done: T.Integer(),
    started_at: Timestamp,
    finished_at: nullable(Timestamp),
  },
  { $id: 'KeyRotation', additionalProperties: false },
)

type CardBody = {
  number: string
  expiry_month: number
  expiry_year: number
  cvc?: string | undefined
  name?: string | undefined
}
const orNull = (text: string | undefined): Secret | null => (text === undefined ? null : secret(text))
const cardOf = ({ number, expiry_month, expiry_year, cvc, name }: CardBody): NewCard => ({
  number: secret(number),
  expiry_month,
  expiry_year,
  cvc: orNull(cvc),
  name: orNull(name),
})

function tokenJson({ token, has_cvc, created_at, expires_at: _expires_at, ...card }: CardView) {
  return { id: token, card, has_cvc, created_at: instantText(created_at) }
}

const rotationJson = ({ started_at, finished_at, ...rest }: Rotation) => ({
  ...rest,
  started_at: instantText(started_at),
  finished_at: finished_at === null ? null : instantText(finished_at),
})

const createToken = (vault: Vault) =>
  route({
    kind: 'transaction',
    method: 'POST',
    path: '/v1/tokens',
    operation_id: 'createToken',
    tag: 'Tokens',
    summary: 'Put a card into the vault and get a token for it.',
    description:
      'Served on the vault’s own address only; the rest of Florin never sees a card number. A publishable key may do this, and nothing else.',
    scope: 'tokens:write',
    idempotency: 'accepted',
    body: T.Object({ card: CardInput }),
    body_bytes_max: 4_096,
    status: 201,
    reply: TokenReply,
    errors: {
      card_invalid: vaultErrors.table.card_invalid,
      vault_unavailable: vaultErrors.table.vault_unavailable,
    },
    example: { card: { number: '4242424242424242', expiry_month: 12, expiry_year: 2049, cvc: '123' } },
    location: '/v1/tokens/{id}',
    prepare: (scope, { body }) => vault.prepareToken(scope, cardOf(body.card)),
    async run(scope, { body }) {
      const made = await vault.createToken(scope, cardOf(body.card))
      return made.ok ? ok({ status: 201, body: tokenJson(made.value) }) : made
    },
  })

const getToken = (vault: Vault) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/tokens/{id}',
    operation_id: 'getToken',
    tag: 'Tokens',
    summary: 'Get what may be seen of a card token.',
    scope: 'tokens:read',
    params: T.Object({ id: idField('tok') }),
    status: 200,
    reply: TokenReply,
    errors: { token_not_found: vaultErrors.table.token_not_found },
    async run(scope, { params }) {
      const [card] = await vault.describe(scope, [present(parseId('tok', params.id), 'a checked id')])
      return card === undefined ? vaultErrors.fail('token_not_found') : ok({ body: tokenJson(card) })
    },
  })

const rotateKeys = (vault: Vault) =>
  route({
    kind: 'staged',
    method: 'POST',
    path: '/v1/vault/rotations',
    operation_id: 'rotateVaultKey',
    tag: 'Vault',
    summary: 'Begin a new sealing key; while a rotation runs, that one is answered.',
    scope: 'vault.keys:write',
    idempotency: 'required',
    body: T.Object({
      purpose: T.String({
        pattern: '^[a-z][a-z0-9_.]{0,59}$',
        fault: 'must be a purpose such as card',
        description: '`card`, or the purpose of another module’s secrets.',
      }),
    }),
    status: 201,
    reply: RotationReply,
    errors: {
      purpose_not_found: vaultErrors.table.purpose_not_found,
      purpose_fixed: vaultErrors.table.purpose_fixed,
      vault_unavailable: vaultErrors.table.vault_unavailable,
    },
    example: { purpose: 'card' },
    async run(scope, { body }) {
      const begun = await vault.rotate(scope, body.purpose)
      return begun.ok ? ok({ status: 201, body: rotationJson(begun.value) }) : begun
    },
  })

const listRotations = (vault: Vault) =>
  route({
    kind: 'read',
    method: 'GET',
    path: '/v1/vault/rotations',
    operation_id: 'listVaultRotations',
    tag: 'Vault',
    summary: 'See how far rotations of sealing keys have come: the newest hundred.',
    scope: 'vault.keys:read',
    status: 200,
    reply: T.Object({ data: T.Array(RotationReply) }, { additionalProperties: false }),
    errors: {},
    run: async (scope) => ok({ body: { data: (await vault.rotations(scope)).map(rotationJson) } }),
  })

/** The routes of the vault's own listener. */
export const routes = (vault: Vault): readonly Route[] => [
  createToken(vault),
  getToken(vault),
  rotateKeys(vault),
  listRotations(vault),
]

import { Type as T } from 'typebox'
import { idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { orderRails } from './bank_connection.ts'
import {
  FILE_ORDERS_DEFAULT,
  FILE_ORDERS_MAX,
  FOLDER_CHARS_MAX,
  HOST_CHARS_MAX,
  HOST_KEYS_MAX,
  LEAD_MINUTES_DEFAULT,
  LEAD_MINUTES_MAX,
  USER_CHARS_MAX,
} from './limits.ts'

const line = (max: number) => T.String({ minLength: 1, maxLength: max, pattern: '^[^\\p{Cc}]+$' })
const nine = T.String({ pattern: '^[0-9]{9}$', fault: 'must be nine digits' })

export const IdentityFields = T.Object(
  {
    ach: T.Optional(
      T.Object({
        immediate_destination: nine,
        immediate_destination_name: line(23),
        immediate_origin: T.String({
          minLength: 1,
          maxLength: 10,
          pattern: '^[ -~]+$',
          description: 'What the bank gave you to put into the file header: often 1 and your tax number.',
        }),
        immediate_origin_name: line(23),
        odfi_routing_number: nine,
        company_id: T.String({ minLength: 1, maxLength: 10, pattern: '^[ -~]+$' }),
        company_name: line(16),
        offset_account_number: T.Optional(T.String({ pattern: '^[0-9A-Za-z-]{1,17}$' })),
      }),
    ),
    sepa: T.Optional(
      T.Object({
        iban: T.String({ minLength: 5, maxLength: 42 }),
        bic: T.String({ minLength: 8, maxLength: 11 }),
        name: line(70),
        initiating_party_id: line(35),
        creditor_id: T.Optional(T.String({ minLength: 8, maxLength: 35 })),
      }),
    ),
    instant: T.Optional(
      T.Object({
        agent: T.String({
          minLength: 8,
          maxLength: 11,
          description: 'A routing number for RTP and FedNow, a BIC for SEPA.',
        }),
        account: T.String({ minLength: 1, maxLength: 34 }),
        name: line(140),
        url: T.String({ minLength: 8, maxLength: 500 }),
      }),
    ),
  },
  { $id: 'BankIdentity', description: 'How the bank knows you: for each rail what it needs.' },
)

const Folder = T.String({
  maxLength: FOLDER_CHARS_MAX,
  description: 'Below the folder after login; no slash in front.',
})
const folders = { inbound: Folder, outbound: Folder, archive: Folder }

export const TransportFields = T.Union(
  [
    T.Object({
      kind: T.Literal('sftp'),
      host: T.String({
        minLength: 1,
        maxLength: HOST_CHARS_MAX,
        pattern: '^[A-Za-z0-9.:_-]+$',
        fault: 'must be the name or the address of a host',
      }),
      port: T.Integer({ minimum: 1, maximum: 65_535 }),
      user: line(USER_CHARS_MAX),
      host_keys: T.Array(T.String({ minLength: 1, maxLength: 120 }), {
        minItems: 1,
        maxItems: HOST_KEYS_MAX,
        description: 'SHA-256 fingerprints of the host keys that are believed.',
      }),
      ...folders,
    }),
    T.Object({
      kind: T.Literal('folder'),
      path: T.String({
        minLength: 1,
        maxLength: 500,
        description: 'On the machine of the server, below the folder that its operator allows.',
      }),
      ...folders,
    }),
    T.Object({ kind: T.Literal('https'), url: T.String({ minLength: 8, maxLength: 500 }), ...folders }),
  ],
  {
    $id: 'BankTransport',
    description: 'Where files go: `inbound` is what the bank reads, `outbound` is where it puts its own.',
  },
)

export const rulesFields = {
  lead_minutes: T.Integer({
    minimum: 0,
    maximum: LEAD_MINUTES_MAX,
    description: `How long before a deadline of the bank your file closes; ${LEAD_MINUTES_DEFAULT} when absent.`,
  }),
  acknowledges: T.Boolean({ description: 'The bank answers each file.' }),
  balanced: T.Boolean({ description: 'ACH: each batch carries the entry against your own account.' }),
  file_orders_max: T.Integer({
    minimum: 1,
    maximum: FILE_ORDERS_MAX,
    description: `Orders of one file at most; ${FILE_ORDERS_DEFAULT} when absent.`,
  }),
  gauges_block: T.Boolean({ description: 'A return rate over the threshold stops new debits.' }),
}

export const RailFields = T.Array(T.Enum([...orderRails]), {
  minItems: 1,
  maxItems: orderRails.length,
  uniqueItems: true,
})

export const BankConnectionReply = T.Object(
  {
    id: idField('bcn'),
    bank: T.String({ description: 'The dialect that is spoken with the bank.' }),
    name: T.String(),
    currency: T.String(),
    rails: T.Array(T.Enum([...orderRails])),
    identity: IdentityFields,
    transport: TransportFields,
    bank_account: idField('acc'),
    uncleared_account: idField('acc'),
    shortfall_account: idField('acc'),
    rules: T.Object(rulesFields, { $id: 'BankRules' }),
    state: T.Enum(['enabled', 'disabled']),
    looked_at: nullable(Timestamp),
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'BankConnection' },
)

import { Type as T } from 'typebox'
import { idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { payeeVerificationStates } from './payee_verification.machine.ts'
import { payeeDecisions } from './payee_verification.ts'

export const PayeeVerificationReply = T.Object(
  {
    id: idField('pvf'),
    status: T.Enum([...payeeVerificationStates], {
      description:
        '`pending`: the question was not sent yet. `unknown`: it was sent, and no answer came. Both are asked again by themselves.',
    }),
    result: nullable(
      T.Enum(['match', 'close_match', 'no_match', 'not_possible'], {
        description: 'Null until it is completed.',
      }),
    ),
    code: nullable(
      T.Enum(['MTCH', 'CMTC', 'NMTC', 'NOAP'], { description: 'The result as banks write it.' }),
    ),
    asked_name: T.String(),
    matched_name: nullable(
      T.String({ description: 'The name that the bank has for the account: only of a close match.' }),
    ),
    because: nullable(T.String({ description: 'Why it was not possible.' })),
    next: nullable(
      T.Enum(['proceed', 'confirm_name', 'warn', 'retry_once_then_warn'], {
        description: 'What to do with the result before you pay.',
      }),
    ),
    needs_consent: nullable(
      T.Boolean({ description: 'True when you may pay only after the payer was warned and agreed.' }),
    ),
    consent: nullable(T.Enum([...payeeDecisions], { description: 'The last word of the payer.' })),
    bank_account: nullable(idField('bac')),
    account_version: nullable(
      T.Integer({ description: 'Of the bank account: with other details it has to be verified anew.' }),
    ),
    country: T.String(),
    fingerprint: T.String({ description: 'The same for the same account within your tenant.' }),
    number_last4: T.String(),
    payer_name: nullable(T.String()),
    provider: nullable(idField('pvp')),
    requested_at: Timestamp,
    completed_at: nullable(Timestamp),
    valid_until: nullable(
      T.String({ format: 'date-time', description: 'From then on it proves nothing any more: verify anew.' }),
    ),
  },
  { $id: 'PayeeVerification' },
)

export const PayeeConsentReply = T.Object(
  {
    number: T.Integer(),
    decision: T.Enum([...payeeDecisions]),
    shown_text: T.String(),
    actor: T.String(),
    ip: nullable(T.String()),
    sha256: T.String({ description: 'Of all this and the time as canonical JSON, in hex.' }),
    decided_at: Timestamp,
  },
  { $id: 'PayeeConsent' },
)

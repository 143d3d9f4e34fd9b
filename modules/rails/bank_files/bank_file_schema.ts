import { Type as T } from 'typebox'
import { idField, Timestamp, nullable } from '../../../platform/http/fields.ts'
import { bankFileStates } from './bank_file.ts'

export const FaultReply = T.Object(
  {
    line: T.Integer({ description: 'From 1.' }),
    column: T.Integer({ description: 'From 1, of the field’s first character.' }),
    rule: T.String({ description: 'What is broken; it never changes its name.' }),
    field: T.String({ description: 'By the name that the format gives it.' }),
    detail: T.String(),
    severity: T.Enum(['refused', 'noted']),
  },
  { $id: 'FileFault' },
)

export const BankFileReply = T.Object(
  {
    id: idField('fil'),
    name: T.String(),
    sha256: T.String({ description: 'Of the bytes, in hex: the same bytes are the same file.' }),
    bytes: T.Integer(),
    source: T.String({ description: 'How it came.' }),
    state: T.Enum([...bankFileStates], {
      description:
        'Of a quarantined file some statements are kept out until a person has looked, of a refused one all.',
    }),
    format: nullable(T.String()),
    title: nullable(T.String({ description: 'What it is, in words.' })),
    refused: T.Integer(),
    noted: T.Integer(),
    faults: T.Array(FaultReply, { description: 'The first hundred.' }),
    received_at: Timestamp,
    read_at: nullable(Timestamp),
  },
  { $id: 'BankFile' },
)

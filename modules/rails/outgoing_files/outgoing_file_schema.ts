import { Type as T } from 'typebox'
import { Amount, idField, nullable, Timestamp } from '../../../platform/http/fields.ts'
import { orderRails } from '../bank_connections/bank_connection.ts'
import { outgoingFileStates } from './outgoing_file.machine.ts'

export const OutgoingFileReply = T.Object(
  {
    id: idField('ofl'),
    connection: idField('bcn'),
    rail: T.Enum([...orderRails]),
    format: T.Enum(['nacha', 'pain_001', 'pain_007', 'pain_008', 'camt_056']),
    cutoff_at: Timestamp,
    number: T.Integer({ description: 'Counts the files of the connection.' }),
    name: T.String(),
    state: T.Enum([...outgoingFileStates], {
      description:
        '`unknown`: it was sent, and nobody knows whether the bank has it; it is asked about, and not sent again.',
    }),
    because: nullable(T.String()),
    orders: T.Integer(),
    debit_total: Amount,
    credit_total: Amount,
    sha256: nullable(T.String({ description: 'Of the bytes, in hex.' })),
    bytes: nullable(T.Integer()),
    attempts: T.Integer({ description: 'How often it was tried to hand it over.' }),
    created_at: Timestamp,
    sent_at: nullable(Timestamp),
    answered_at: nullable(Timestamp),
    updated_at: Timestamp,
  },
  { $id: 'OutgoingFile' },
)

import { assert, present } from '../../kernel/assert.ts'
import { instantText } from '../../kernel/world.ts'
import { codecs, type PayeeAccount, type PayeeRequest, type WireRequest } from '../../modules/rails/index.ts'

/** One question in a message of its own, so that an answer belongs to it or to nothing. */
export async function writeQuestion(account: PayeeAccount, request: PayeeRequest): Promise<WireRequest> {
  const { writeMessage } = await codecs.iso20022()
  const { client_id } = account
  const { reference, message_reference, asked_name, payer_name, bic, at } = request
  const iban = present(request.account['iban'], 'the IBAN of a question')
  const us = { organisation: { other: [{ id: client_id.slice(0, 35) }] } }
  const written = writeMessage('acmt.023', {
    message_id: message_reference,
    created_at: instantText(at),
    ...(payer_name === null ? null : { creator: { party: { name: payer_name } } }),
    assigner: { party: us },
    assignee: { party: { name: 'Larkfield' } },
    verifications: [
      {
        id: reference,
        identification: {
          party: { name: asked_name },
          account: { iban },
          ...(bic === null ? null : { agent: { bicfi: bic } }),
        },
      },
    ],
  })
  assert(written.ok, 'the question fits into an acmt.023')
  return {
    transport: 'http',
    method: 'POST',
    path: '/vop/requests',
    headers: {
      authorization: `Bearer ${account.secret}`,
      'content-type': 'application/xml; charset=utf-8',
      'larkfield-client': client_id,
    },
    // A body of the wire is Latin-1: each byte of the UTF-8 is one character of it.
    body: Buffer.from(written.value, 'utf8').toString('latin1'),
  }
}

import type { PayeeAnswer, PayeeConnector } from '../payee_connector.ts'

/** A provider that says what it was told to: the body of its answers is the answer as JSON. */
export const testPayeeConnector: PayeeConnector = {
  name: 'testvop',
  takes: ({ account }) => account['iban'] !== undefined,
  build: async ({ secret }, { reference, message_reference, asked_name, account }) => ({
    transport: 'http',
    method: 'POST',
    path: '/ask',
    headers: { authorization: secret },
    body: JSON.stringify({ reference, message_reference, asked_name, iban: account['iban'] }),
  }),
  parse: async (_request, { body }) => JSON.parse(body) as PayeeAnswer,
}

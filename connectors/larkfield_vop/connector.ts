import type { PayeeConnector } from '../../modules/rails/index.ts'
import { readAnswer } from './answer.ts'
import { writeQuestion } from './question.ts'

/** Larkfield's Verification of Payee: acmt.023 over HTTPS, answered with acmt.024. See README.md. */
export const larkfieldVop: PayeeConnector = {
  name: 'larkfield_vop',
  takes: ({ account }) => account['iban'] !== undefined,
  build: writeQuestion,
  parse: readAnswer,
}

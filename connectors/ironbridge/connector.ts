import { type CardConnector, cardSchemes, caseConnector } from '../../modules/rails/index.ts'
import { buildMessage } from './build.ts'
import { keyOf } from './identity.ts'
import { parseAnswer } from './parse.ts'
import { buildReportRequest, headersOf, merchantPath, parseReport } from './report.ts'

/** Speaks to Ironbridge: ISO 8583:1987 in ASCII over TCP, reports over HTTP. The protocol is in README.md. */
export const ironbridge: CardConnector = {
  name: 'ironbridge',
  title: 'Ironbridge',
  capabilities: {
    currencies: 'any',
    schemes: cardSchemes,
    captures_max: 50,
    increments: true,
    partial_approval: true,
    partial_void: true,
    three_ds: true,
    refunds_answer: 'at_once',
  },
  build: buildMessage,
  parse: parseAnswer,
  key_of: keyOf,
  disputes: caseConnector({ prefix: merchantPath, headers: headersOf }),
  report: { build: buildReportRequest, parse: parseReport },
}

import { type CardConnector, caseConnector } from '../../modules/rails/index.ts'
import { readOutcome } from './answer.ts'
import { readNews } from './news.ts'
import { readReport } from './report.ts'
import { buildRequest, headersOf } from './request.ts'

/** Tidewater: JSON over HTTP, taken in at once and answered later, by signed callback or inquiry. See README.md. */
export const tidewater: CardConnector = {
  name: 'tidewater',
  title: 'Tidewater Payments',
  capabilities: {
    currencies: 'any',
    schemes: ['visa', 'mastercard', 'amex', 'discover', 'unionpay', 'maestro'],
    captures_max: 25,
    increments: true,
    partial_approval: true,
    partial_void: true,
    three_ds: true,
    refunds_answer: 'later',
  },
  build: buildRequest,
  parse: (_request, answer) => readOutcome(answer),
  readCallback: readNews,
  disputes: caseConnector({ prefix: () => '', headers: headersOf }),
  report: {
    build: (account, day, currency) => ({
      transport: 'http',
      method: 'GET',
      path: `/settlement-reports/${day}${currency === undefined ? '' : `/${currency}`}.csv`,
      headers: headersOf(account),
      body: '',
    }),
    parse: readReport,
  },
}

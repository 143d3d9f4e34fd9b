import { type CardConnector, caseConnector } from '../../modules/rails/index.ts'
import { readOutcome } from './answer.ts'
import { readNews } from './news.ts'
import { readReport } from './report.ts'
import { buildRequest, headersOf } from './request.ts'

/** Northgate: JSON over HTTP, every operation answered at once, late news by signed callback. See README.md. */
export const northgate: CardConnector = {
  name: 'northgate',
  title: 'Northgate Acquiring',
  capabilities: {
    currencies: 'any',
    schemes: ['visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb'],
    captures_max: 50,
    increments: true,
    partial_approval: true,
    partial_void: true,
    three_ds: true,
    refunds_answer: 'at_once',
  },
  build: buildRequest,
  parse: (_request, answer) => readOutcome(answer),
  readCallback: readNews,
  disputes: caseConnector({ prefix: () => '/api', headers: headersOf }),
  report: {
    build: (account, day, currency) => ({
      transport: 'http',
      method: 'GET',
      path: `/api/settlements/${day}${currency === undefined ? '' : `/${currency}`}`,
      headers: headersOf(account),
      body: '',
    }),
    parse: readReport,
  },
}

import { assert } from '../../kernel/assert.ts'
import { isCurrency } from '../../kernel/currency.ts'
import { moneyText } from '../../kernel/money.ts'
import { ownOf } from '../../kernel/own.ts'
import type { ThreeDsRow } from './three_ds.ts'

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f2f4f8; color: #16202c }
  main { box-sizing: border-box; max-width: 28rem; width: calc(100% - 2rem); margin: 3rem auto; padding: 2rem; background: #fff; border-radius: .75rem;
    box-shadow: 0 1px 4px rgb(0 0 0 / .15) }
  h1 { font-size: 1.25rem; margin: 0 0 1rem }
  .test { background: #ffb000; color: #221800; padding: .25rem .75rem; border-radius: .375rem; font-weight: 600;
    display: inline-block; margin-bottom: 1rem }
  label { display: block; font-weight: 600; margin-top: 1rem }
  input { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; margin-top: .25rem;
    border: 1px solid #6b7786; border-radius: .375rem }
  button { font: inherit; padding: .625rem 1rem; border-radius: .375rem; border: 1px solid #1f4fd8; cursor: pointer;
    margin: 1rem .5rem 0 0; background: #1f4fd8; color: #fff }
  button.plain { background: #fff; color: #1f4fd8 }
  .wrong { color: #a3161a; font-weight: 600 }`

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ownOf(escapes, character) ?? '')

const document = (title: string, content: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><div class="test">TEST</div>${content}</main></body></html>`

function amountText(amount: number, currency: string): string {
  assert(isCurrency(currency), 'the host took a currency')
  return moneyText(BigInt(amount), currency)
}

/** What the cardholder sees. It works without scripts, images and any other server. */
export function challengePage({ body }: ThreeDsRow, isWrong: boolean): string {
  const { amount, currency, last4 } = body
  const wrong = isWrong ? '<p class="wrong" role="alert">That code is not right. Try again.</p>' : ''
  return document(
    'Confirm your payment',
    `<h1>Confirm your payment</h1>
<p>Amount: <strong>${escaped(amountText(amount, currency))}</strong><br>Card ending in ${escaped(last4)}</p>
<p>Your bank sent you a code. In this test world it is always <strong>1234</strong>.</p>
${wrong}<form method="post">
<label for="code">One-time code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" autofocus>
<button name="answer" value="complete">Complete authentication</button>
<button name="answer" value="fail" class="plain" formnovalidate>Fail</button>
</form>`,
  )
}

export const endPage = (sentence: string): string => document('3-D Secure', `<h1>${escaped(sentence)}</h1>`)

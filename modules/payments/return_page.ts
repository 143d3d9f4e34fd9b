import { hash } from 'node:crypto'
import { ownOf } from '../../kernel/own.ts'
import type { PaymentState } from './payment.machine.ts'

const style = `
  :root { color-scheme: light dark }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f2f4f8; color: #16202c }
  main { box-sizing: border-box; max-width: 28rem; width: calc(100% - 2rem); margin: 4rem auto; padding: 2rem; background: #fff; border-radius: .75rem;
    box-shadow: 0 1px 4px rgb(0 0 0 / .15); text-align: center }
  h1 { font-size: 1.25rem; margin: 0 0 .5rem }
  p { margin: .5rem 0 0 }
  a { color: #1f4fd8 }
  @media (prefers-color-scheme: dark) {
    body { background: #10161d; color: #e8edf3 } main { background: #1a222c } a { color: #9db8ff } }`

/**
 * Nothing is loaded or run, and only the style that stands in the page holds. It may stand in a frame: merchants show the
 * issuer's page in one, and there is nothing here that a click could do.
 */
export const returnPagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ')

const sentences: Readonly<Record<string, string>> = {
  succeeded: 'Your payment was successful.',
  authorized: 'Your payment was authorised.',
  partially_captured: 'Your payment was authorised.',
  processing: 'Your payment is being processed.',
  in_review: 'Your payment is being processed.',
  requires_action: 'Your payment is not confirmed yet.',
  declined: 'Your payment was declined.',
  blocked: 'Your payment was declined.',
  expired: 'The time for this payment is over.',
  canceled: 'This payment was canceled.',
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (character) => ownOf(escapes, character) ?? '')

/** What a cardholder sees who came back when the merchant named no address to go on to. Works without scripts. */
export function returnPage(state: PaymentState | 'unknown', challenge_url: string | null): string {
  const sentence = ownOf(sentences, state) ?? 'There is nothing here.'
  const link =
    challenge_url === null
      ? '<p>You can close this window.</p>'
      : `<p><a href="${escaped(challenge_url)}">Go back to your bank’s page</a></p>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${sentence}</title><style>${style}</style></head>
<body><main data-status="${state}"><h1>${sentence}</h1>${link}</main></body></html>`
}

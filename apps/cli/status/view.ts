import { fromMinor } from '../../../sdk/typescript/index.ts'
import { durationText } from '../replay/progress.ts'
import { paint } from '../show.ts'
import type { Overview, Waiting } from './collect.ts'

const LABEL_CHARS = 24
/** Of a narrow terminal. */
const LABEL_SHARE = 0.4
const NUMBER_CHARS = 14
/** Currencies that get a row of their own: those with most payments. */
const CURRENCIES_MAX = 2

type Figures = NonNullable<Overview['figures']>
type Aged = { readonly count: number; readonly oldest_at: string | null }
type Line = {
  readonly label: string
  /** Of this hour and of 24 hours, one below the other. */
  readonly columns?: readonly string[]
  readonly text?: string
  readonly is_alarming?: boolean
}

/** The overview in lines, none wider than `width`. */
export function overviewLines(overview: Overview, width: number): string[] {
  const { tenant, url, figures, unseen, payment_orders, payouts } = overview
  const name = tenant === null ? (unseenText(unseen.tenant) ?? '') : `${tenant.name} (${tenant.mode})`
  const title = cut(`${name}  ${url}`.trimStart(), width)
  const lines = [
    ...(figures === null ? unseenLine('overview', unseen.figures) : figureLines(figures)),
    ...(waitingLine('orders waiting', payment_orders) ?? unseenLine('orders waiting', unseen.payment_orders)),
    ...(waitingLine('payouts waiting', payouts) ?? unseenLine('payouts waiting', unseen.payouts)),
  ]
  return [
    paint('bold', title),
    paint('dim', cut(clockText(overview), width)),
    '',
    ...lines.map((line) => drawn(line, width)),
  ]
}

const unseenText = (scope: string | undefined): string | undefined =>
  scope === undefined ? undefined : `this key may not look: it lacks ${scope}`

/** Nothing where this server has no such thing. */
const unseenLine = (label: string, scope: string | undefined): Line[] => {
  const text = unseenText(scope)
  return text === undefined ? [] : [{ label, text }]
}

function clockText({ now, clock }: Overview): string {
  const at = `${timeText(now)}:${now.slice(17, 19)} UTC`
  if (clock === null) return at
  const ahead =
    clock.ahead_ms === 0 ? '' : `, ${(clock.ahead_ms / 86_400_000).toFixed(2)} days ahead of real time`
  return `${at} by the sandbox’s clock${clock.is_frozen ? ', frozen' : ''}${ahead}`
}

const timeText = (at: string): string => at.slice(0, 16).replace('T', ' ')

function figureLines(figures: Figures): Line[] {
  const { unknowns, reviews, approvals, breaks, disputes, webhooks } = figures
  const aged = (label: string, { count, oldest_at }: Aged, of = ''): Line => ({
    label,
    text: `${count}${of}${ageText(oldest_at, figures.until)}`,
    is_alarming: count > 0,
  })
  const paid_out = unknowns.payouts.count
  return [
    ...paymentLines(figures),
    ...volumeLines(figures),
    aged('unknown payments', unknowns.payments),
    aged('unknown orders', unknowns.payment_orders, paid_out === 0 ? '' : `, ${paid_out} of them of payouts`),
    aged('payments in review', reviews),
    aged('approvals asked for', approvals),
    aged('breaks open', breaks, riskText(breaks.at_risk)),
    {
      label: 'disputes to answer',
      text: `${disputes.needs_response}${disputes.next_due_at === null ? '' : `, the next by ${timeText(disputes.next_due_at)}`}`,
      is_alarming: disputes.due_in_3_days > 0,
    },
    {
      label: 'webhook endpoints',
      text: `${webhooks.endpoints}, ${webhooks.failing} failing, ${webhooks.disabled} disabled`,
      is_alarming: webhooks.failing > 0,
    },
    {
      label: 'webhook deliveries',
      text: `${webhooks.pending} pending; ${webhooks.given_up} of the latest given up`,
      is_alarming: webhooks.given_up > 0,
    },
  ]
}

/** Buckets are whole hours of the clock: the last one has begun and goes on. */
function paymentLines({ outcomes, until, counted_until }: Figures): Line[] {
  const now = outcomes.buckets.at(-1)
  const line = (label: string, name: 'payments' | 'approved' | 'declined' | 'blocked'): Line => ({
    label,
    columns: [String(now?.[name] ?? 0), String(outcomes[name])],
  })
  const isBehind = counted_until < until
  return [
    {
      label: isBehind ? `until ${timeText(counted_until)}` : '',
      columns: ['this hour', '24 hours'],
      is_alarming: isBehind,
    },
    line('payments', 'payments'),
    line('approved', 'approved'),
    line('declined', 'declined'),
    line('blocked', 'blocked'),
    {
      label: 'success rate',
      columns: [rateText(now?.success_rate_bps ?? null), rateText(outcomes.success_rate_bps)],
    },
  ]
}

/** Hundredths of a per cent; digits are moved, nothing is rounded. */
const rateText = (bps: number | null): string =>
  bps === null ? '–' : `${Math.floor(bps / 100)}.${String(bps % 100).padStart(2, '0')} %`

function volumeLines({ currencies }: Figures): Line[] {
  const others = currencies.slice(CURRENCIES_MAX).map(({ currency }) => currency)
  return [
    ...currencies.slice(0, CURRENCIES_MAX).map(({ currency, captured, refunded, buckets }) => ({
      label: `captured ${currency}`,
      columns: [
        fromMinor(buckets.at(-1)?.captured.value ?? '0', currency),
        fromMinor(captured.value, currency),
      ],
      text: refunded.value === '0' ? '' : `, refunded ${fromMinor(refunded.value, currency)}`,
    })),
    ...(others.length === 0
      ? []
      : [{ label: 'and in', text: `${others.join(', ')}: see \`florin overview get\`` }]),
  ]
}

const ageText = (oldest_at: string | null, now: string): string =>
  oldest_at === null
    ? ''
    : `, the oldest for ${durationText((Date.parse(now) - Date.parse(oldest_at)) / 1_000)}`

const riskText = (at_risk: Figures['breaks']['at_risk']): string =>
  at_risk.length === 0
    ? ''
    : ` (${at_risk.map(({ value, currency }) => `${fromMinor(value, currency)} ${currency}`).join(', ')})`

function waitingLine(label: string, waiting: Waiting): Line[] | undefined {
  if (waiting === null) return undefined
  const some = Object.entries(waiting).filter(([, { count }]) => count > 0)
  const parts = some.map(([state, { count, is_more }]) => `${count}${is_more ? '+' : ''} ${state}`)
  return [{ label, text: parts.join(', ') || '0' }]
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`

function drawn({ label, columns = [], text = '', is_alarming }: Line, width: number): string {
  const chars = Math.min(LABEL_CHARS, Math.max(2, Math.floor(width * LABEL_SHARE)))
  const number_chars = Math.min(NUMBER_CHARS, Math.floor((width - chars) / 2) - 1)
  const numbers = columns.map((number) => number.padStart(number_chars)).join('  ')
  const name = cut(label, chars - 1).padEnd(chars)
  const shown = cut(numbers + text, Math.max(1, width - chars))
  return paint('dim', name) + (is_alarming === true ? paint('yellow', shown) : shown)
}

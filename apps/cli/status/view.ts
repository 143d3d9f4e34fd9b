import { fromMinor } from '../../../sdk/typescript/index.ts'
import { ownOf } from '../../../sdk/typescript/own.ts'
import { durationText } from '../replay/progress.ts'
import { paint, statusText } from '../show.ts'
import type { Count, Overview, Span } from './collect.ts'

const LABEL_CHARS = 24
const NUMBER_CHARS = 12
const STATUSES_MAX = 7
const UNSEEN = 'this key may not look'

type Line = {
  readonly label: string
  readonly text: string
  readonly is_alarming?: boolean
  readonly is_inner?: boolean
}

/** The overview in lines, none wider than `width`. */
export function overviewLines(overview: Overview, width: number): string[] {
  const { tenant, url } = overview
  const title = cut(`${tenant.name} (${tenant.mode})  ${url}`, width)
  return [
    paint('bold', title),
    paint('dim', cut(clockText(overview), width)),
    '',
    ...linesOf(overview).map((line) => drawn(line, width)),
  ]
}

function linesOf(overview: Overview): Line[] {
  const {
    payments,
    unknown,
    payment_orders,
    payouts,
    breaks_open,
    disputes_due,
    deliveries,
    endpoints_failing,
  } = overview
  const { dead = null, ...pending } = deliveries
  const now_ms = Date.parse(overview.now)
  const aged = (label: string, count: Count | null): Line => ({
    label,
    text: ageText(count, now_ms),
    is_alarming: (count?.count ?? 0) > 0,
  })
  return [
    ...(payments === null ? [{ label: 'payments', text: UNSEEN }] : paymentLines(payments)),
    aged('unknown payments', unknown.payments),
    aged('unknown orders', unknown.payment_orders),
    { label: 'orders waiting', text: partsText(payment_orders) },
    { label: 'payouts waiting', text: partsText(payouts) },
    aged('breaks open', breaks_open),
    { label: 'disputes due', text: dueText(disputes_due), is_alarming: (disputes_due?.count ?? 0) > 0 },
    aged('endpoints failing', endpoints_failing),
    { label: 'deliveries pending', text: partsText(pending) },
    aged('deliveries given up', dead),
  ]
}

function clockText({ now, clock }: Overview): string {
  const at = `${now.slice(0, 19).replace('T', ' ')} UTC`
  if (clock === null) return at
  const ahead =
    clock.ahead_ms === 0 ? '' : `, ${(clock.ahead_ms / 86_400_000).toFixed(2)} days ahead of real time`
  return `${at} by the sandbox’s clock${clock.is_frozen ? ', frozen' : ''}${ahead}`
}

function paymentLines({ hour, day, is_more }: NonNullable<Overview['payments']>): Line[] {
  const more = is_more ? '+' : ''
  const total = ({ by_status }: Span): number => Object.values(by_status).reduce((sum, one) => sum + one, 0)
  const statuses = Object.entries(day.by_status).sort(([, a], [, b]) => b - a)
  return [
    { label: '', text: numbers('last hour', 'last day') },
    { label: 'payments', text: numbers(String(total(hour)), `${total(day)}${more}`) },
    ...statuses.slice(0, STATUSES_MAX).map(([status, count]) => ({
      label: status,
      text: numbers(String(ownOf(hour.by_status, status) ?? 0), String(count)),
      is_inner: true,
    })),
    { label: 'captured', text: numbers(volume(hour), volume(day)) },
  ]
}

const numbers = (hour: string, day: string): string =>
  `${hour.padStart(NUMBER_CHARS)}  ${day.padStart(NUMBER_CHARS)}`

const volume = ({ captured }: Span): string =>
  Object.entries(captured)
    .filter(([, value]) => value !== '0')
    .map(([currency, value]) => `${fromMinor(value, currency)} ${currency}`)
    .join(', ') || '0'

const countText = ({ count, is_more }: Count): string => `${count}${is_more ? '+' : ''}`

function ageText(found: Count | null, now_ms: number): string {
  if (found === null) return UNSEEN
  if (found.count === 0 || found.oldest_at === null) return countText(found)
  return `${countText(found)}, the oldest for ${durationText((now_ms - Date.parse(found.oldest_at)) / 1_000)}`
}

function dueText(found: Count | null): string {
  if (found === null) return UNSEEN
  return found.oldest_at === null
    ? countText(found)
    : `${countText(found)}, the next by ${found.oldest_at.slice(0, 16)}`
}

function partsText(parts: Readonly<Record<string, Count | null>>): string {
  const seen = Object.entries(parts).filter((part): part is [string, Count] => part[1] !== null)
  if (seen.length === 0) return UNSEEN
  const some = seen.filter(([, { count }]) => count > 0)
  return some.length === 0 ? '0' : some.map(([name, found]) => `${countText(found)} ${name}`).join(', ')
}

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`

function drawn({ label, text, is_alarming, is_inner }: Line, width: number): string {
  const shown = cut(text, Math.max(1, width - LABEL_CHARS))
  const name = cut(is_inner === true ? `  ${label}` : label, LABEL_CHARS - 1).padEnd(LABEL_CHARS)
  const painted = is_inner === true ? name.replace(label, () => statusText(label)) : paint('dim', name)
  return painted + (is_alarming === true ? paint('yellow', shown) : shown)
}

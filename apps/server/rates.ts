import { defaultRates, type RateRules, type RouteClass } from '../../platform/http/rate_limits.ts'
import type { Rate } from '../../platform/http/token_bucket.ts'
import { refuse } from './setting.ts'

const classes: readonly RouteClass[] = ['money', 'write', 'read', 'report']
const names: readonly string[] = ['key', ...classes, 'object', 'address']
const RULE = /^([a-z]+)=([1-9][0-9]{0,8})\/([1-9][0-9]{0,4})$/

/**
 * Rate limits as an operator writes them: `key=500/1,report=60/60` is 500 requests a second of one key, and 60
 * reports a minute. What is not named keeps its default. Errors: StartRefused naming what cannot be read.
 */
export function readRates(text: string | undefined): RateRules {
  const rates = new Map<string, Rate>()
  for (const rule of (text ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [, name = '', count, window_s] = RULE.exec(rule.trim()) ?? []
    if (!names.includes(name))
      refuse(
        'FLORIN_RATE_LIMITS',
        `holds "${rule.trim()}"; write name=requests/seconds, where a name is one of ${names.join(', ')}`,
      )
    rates.set(name, { count: Number(count), window_s: Number(window_s) })
  }
  const { key, route, object, address } = defaultRates
  const of = (name: RouteClass): Rate => rates.get(name) ?? route[name]
  return {
    key: rates.get('key') ?? key,
    route: { money: of('money'), write: of('write'), read: of('read'), report: of('report') },
    object: rates.get('object') ?? object,
    address: rates.get('address') ?? address,
  }
}

// Each marked line must not compile. If one day it does, this file stops compiling instead.
import type { Currency } from '../kernel/currency.ts'
import { type Id, newId } from '../kernel/id.ts'
import { machine } from '../kernel/machine.ts'
import { add, allocate, convert, type Money, money, rate, subtract } from '../kernel/money.ts'
import { errors, type Result } from '../kernel/result.ts'
import { secret } from '../kernel/secret.ts'
import { type Day, type Instant, instant, plusMs, simWorld } from '../kernel/world.ts'
import type { Actor, OpenScope, Scope, TenantId } from '../platform/scope.ts'

declare const result: Result<number, string>
declare const opened: OpenScope
const world = simWorld(1n)
const lamp = machine('lamp', { off: { press: 'on' }, on: { press: 'off', drop: 'broken' }, broken: {} })
const table = errors({ account_not_found: { status: 404, retry: 'never', text: 'No such account.' } })

// @ts-expect-error dollars and euros do not add up
add(money(1n, 'USD'), money(1n, 'EUR'))
// @ts-expect-error nor does one take the other away
subtract(money(1n, 'USD'), money(1n, 'EUR'))
// @ts-expect-error a literal is not Money: only `money()` checks the limits
export const forged: Money<'USD'> = { minor: 1n, currency: 'USD' }
// @ts-expect-error a number is not an amount: minor units are whole and may exceed 2^53
money(1, 'USD')
// @ts-expect-error a code that ISO 4217 does not know
money(1n, 'USX')
// @ts-expect-error gold has no minor units, so it is no currency of an amount
export const gold: Currency = 'XAU'
// @ts-expect-error weights are whole numbers, not fractions
allocate(money(1n, 'USD'), [0.5, 0.5])
// @ts-expect-error a rate from euros does not convert dollars
convert(money(1n, 'USD'), rate('EUR', 'JPY', '160.1'), 'half_even')
// @ts-expect-error every conversion names its rounding
convert(money(1n, 'EUR'), rate('EUR', 'JPY', '160.1'))
// @ts-expect-error what comes out of a conversion is in the quote's currency
export const dollars: Money<'USD'> = convert(money(1n, 'EUR'), rate('EUR', 'JPY', '160.1'), 'down')

// @ts-expect-error an account id is not a transfer id
export const mixed: Id<'trf'> = newId('acc', world)
// @ts-expect-error any text is not an id: `parseId` reads it
export const plain: Id<'acc'> = 'acc_00000000000000000000000000'
// @ts-expect-error a prefix that no noun owns
newId('xyz', world)

// @ts-expect-error a number of seconds is not an Instant
export const at: Instant = 1_767_225_600
// @ts-expect-error any text is not a Day: `parseDay` reads it
export const day: Day = '2026-02-30'
// @ts-expect-error a duration is added to an Instant, not to a number
plusMs(5, 1)
// @ts-expect-error microseconds are a number here, never a bigint
instant(5n)

// @ts-expect-error what is broken stays broken
lamp.next('broken', 'press')
// @ts-expect-error an event that the state does not know
lamp.next('off', 'drop')
// @ts-expect-error a transition leads to a state of the table
machine('lamp', { off: { press: 'onn' }, on: {} })

// @ts-expect-error an error code that is not in the table
table.fail('account_missing')
// @ts-expect-error a status that the API never answers
errors({ teapot: { status: 418, retry: 'never', text: 'I am a teapot.' } })
// @ts-expect-error an error says whether sending it again can help
errors({ silent: { status: 404, text: 'No such thing.' } })
// @ts-expect-error a result is looked at before its value is used
result.value
// @ts-expect-error a secret is not a text: it is revealed by name
export const key: string = secret('sk_live')

// @ts-expect-error a tenant comes from a key, not from a number that somebody sent
export const tenant: TenantId = 7n
// @ts-expect-error a call that opens its own transactions is handed none
opened.db
// @ts-expect-error what runs inside a transaction is not given a scope without one
export const inside: Scope = opened
// @ts-expect-error who asks is always said
export const nobody: Actor = { type: 'system', id: 'jobs', on_behalf_of: null }

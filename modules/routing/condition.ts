import { cardSchemes, type CardScheme } from '../rails/index.ts'

/** Words of the condition language. `unknown` stands for what the card's range does not tell. */
export const fundings = ['credit', 'debit', 'prepaid', 'unknown'] as const
export const initiators = ['customer', 'merchant'] as const
export const channels = ['ecommerce', 'moto', 'recurring'] as const
/** `attempted`: the cardholder's bank took no part, or the proof shifts no liability. */
export const threeDsStates = ['none', 'attempted', 'authenticated'] as const
/** What a payment can need of its acquirer beyond authorising and capturing once. */
export const needNames = ['increments', 'multicapture', 'partial_approval', 'partial_void'] as const

export type Funding = (typeof fundings)[number]
export type Initiator = (typeof initiators)[number]
export type Channel = (typeof channels)[number]
export type ThreeDsState = (typeof threeDsStates)[number]
export type Need = (typeof needNames)[number]

/** Fields whose value is one of a few words that never change within a release. */
export const closedFields = {
  scheme: cardSchemes,
  funding: fundings,
  initiator: initiators,
  channel: channels,
  three_ds: threeDsStates,
} as const
export type ClosedField = keyof typeof closedFields

type Is<F extends string, V> = { readonly field: F; readonly is: readonly V[] }
/** Fields whose value is one text out of many. `card_country` can also be `unknown`. */
export const openFields = ['card_country', 'merchant', 'mcc', 'currency'] as const
export type OpenField = (typeof openFields)[number]

/** One comparison with one field of the payment. It holds for any of the values. */
export type Test =
  | Is<'scheme', CardScheme>
  | Is<'funding', Funding>
  | Is<'initiator', Initiator>
  | Is<'channel', Channel>
  | Is<'three_ds', ThreeDsState>
  | Is<OpenField, string>
  /** The payment needs one of these of its acquirer. */
  | Is<'needs', Need>
  | { readonly field: 'bin'; readonly starts_with: readonly string[] }
  /** Minor units mean something in one currency only: it holds for payments in that currency and no other. */
  | {
      readonly field: 'amount'
      readonly currency: string
      /** Digits; from this amount on. */
      readonly at_least?: string
      /** Digits; up to but without this amount. */
      readonly below?: string
    }
  | { readonly field: 'metadata'; readonly key: string; readonly is: readonly string[] }

/** `none` holds when no member does: with one member it is NOT. */
export type Group = { readonly op: 'all' | 'any' | 'none'; readonly of: readonly Condition[] }
export type Condition = Test | Group

export const isGroup = (condition: Condition): condition is Group => 'op' in condition

/** Levels; a test is one. */
export const depthOf = (condition: Condition): number =>
  isGroup(condition) ? 1 + Math.max(0, ...condition.of.map(depthOf)) : 1

/** All tests of a condition, from left to right. */
export const testsOf = (condition: Condition): readonly Test[] =>
  isGroup(condition) ? condition.of.flatMap(testsOf) : [condition]

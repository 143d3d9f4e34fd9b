import type { CardOperation } from '../rails/index.ts'

/** Every operation that a breaker can be about; the compiler keeps it complete. */
const known: Record<CardOperation, true> = {
  authorize: true,
  capture: true,
  void: true,
  increment: true,
  refund: true,
  inquire: true,
}
export const cardOperations = Object.keys(known) as CardOperation[]

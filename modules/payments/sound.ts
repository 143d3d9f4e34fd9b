import type { Standing } from './payment.ts'

/** The sums that the table's CHECK holds too: what breaks them is not applied, and a person looks at it. */
export const isSound = ({
  authorized,
  captured,
  refunded,
  refunding,
  disputed,
}: Pick<Standing, 'authorized' | 'captured' | 'refunded' | 'refunding' | 'disputed'>): boolean =>
  captured >= 0 &&
  captured <= authorized &&
  Math.min(refunded, refunding, disputed) >= 0 &&
  refunded + refunding + disputed <= captured

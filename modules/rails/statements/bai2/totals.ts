import type { FaultAt, FaultList } from '../fault_list.ts'
import type { Bai2AccountTrailer, Bai2FileTrailer, Bai2GroupTrailer, Bai2Record } from './record.ts'

type Level = { total: bigint; records: number; parts: number }
const level = (): Level => ({ total: 0n, records: 0, parts: 0 })
const levels = () => ({ account: level(), group: level(), file: level() })

export type Totals = {
  /** Counts a record and what it says it is worth; a trailer is compared with what came before it. */
  take(record: Bai2Record, physical_count: number, at: FaultAt): void
  /** A record that could not be read still counts as one. */
  count(physical_count: number): void
}

/**
 * Control totals and record counts. An account's total is the sum of all its amounts, balances included, with their
 * signs and without the shares of a funds type; a group's and the file's are sums of the totals below, as those were
 * given, so that one wrong figure is named once. Counts include headers, trailers and records 88.
 * Source: BAI Version 2, records 49, 98 and 99.
 */
export function totals(faults: FaultList): Totals {
  const sums = levels()
  const count = (physical_count: number) => {
    for (const sum of [sums.account, sums.group, sums.file]) sum.records += physical_count
  }
  return {
    count,
    take(record, physical_count, at) {
      if (record.code === '02') sums.group = level()
      if (record.code === '03') sums.account = level()
      sums.account.total += worth(record)
      count(physical_count)
      if (record.code === '49') {
        compare('account', record, sums.account, at, faults)
        addTo(sums.group, record.control_total ?? sums.account.total)
      }
      if (record.code === '98') {
        compareParts('group', 'accounts', [record.account_count, sums.group.parts], at, faults)
        compare('group', record, sums.group, at, faults)
        addTo(sums.file, record.control_total ?? sums.group.total)
      }
      if (record.code !== '99') return
      compareParts('file', 'groups', [record.group_count, sums.file.parts], at, faults)
      compare('file', record, sums.file, at, faults)
    },
  }
}

function worth(record: Bai2Record): bigint {
  if (record.code === '16') return record.amount_minor ?? 0n
  if (record.code !== '03') return 0n
  return record.summaries.reduce((sum, { amount_minor }) => sum + (amount_minor ?? 0n), 0n)
}

function addTo(above: Level, total: bigint): void {
  above.total += total
  above.parts++
}

function compare(
  name: string,
  { control_total, record_count }: Bai2AccountTrailer | Bai2GroupTrailer | Bai2FileTrailer,
  { total, records }: Level,
  at: FaultAt,
  faults: FaultList,
): void {
  if (control_total !== undefined && control_total !== total) {
    const detail = `the control total is ${control_total}, and the amounts of the ${name} make ${total}`
    faults.refuse(at, `bai2_${name}_total`, `${name}_control_total`, detail)
  }
  if (record_count !== undefined && record_count !== records) {
    const detail = `the number of records is ${record_count}, and the ${name} has ${records}`
    faults.refuse(at, `bai2_${name}_records`, 'number_of_records', detail)
  }
}

function compareParts(
  name: string,
  parts: string,
  [given, found]: readonly [given: number | undefined, found: number],
  at: FaultAt,
  faults: FaultList,
): void {
  if (given === undefined || given === found) return
  const detail = `the number of ${parts} is ${given}, and the ${name} has ${found}`
  faults.refuse(at, `bai2_${name}_${parts}`, `number_of_${parts}`, detail)
}

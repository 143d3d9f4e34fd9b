import { assert } from '../../../../kernel/assert.ts'
import { isCurrency } from '../../../../kernel/currency.ts'
import { decimalText } from '../../../../kernel/money.ts'
import { ownOf } from '../../../../kernel/own.ts'
import type {
  StatementAccount,
  StatementBalance,
  StatementFoot,
  StatementHead,
  StatementLine,
} from '../statement.ts'

export type OfxWriterOptions = {
  /** `102`: SGML, where only aggregates have end tags. `220`: XML. Both are written in UTF-8. */
  readonly version: '102' | '220'
  /** When the file is made, as OFX writes it: `20260131120000`. */
  readonly server_at: string
}
/** Each call gives the text that comes next. Statements of one kind come together: first bank, then card. */
export type OfxWriter = {
  open(head: StatementHead): string
  lines(lines: readonly StatementLine[]): string
  close(foot: StatementFoot): string
  end(): string
}

const kinds = {
  bank: { set: 'BANKMSGSRSV1', response: 'STMTTRNRS', statement: 'STMTRS', account: 'BANKACCTFROM' },
  card: { set: 'CREDITCARDMSGSRSV1', response: 'CCSTMTTRNRS', statement: 'CCSTMTRS', account: 'CCACCTFROM' },
} as const
type Kind = (typeof kinds)[keyof typeof kinds]
type Leaf = (name: string, text: string | undefined) => string

const heads = {
  '102':
    'OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n',
  '220':
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n',
} as const

/**
 * Writes statements of banks and cards as OFX, one after the other, in bounded memory. A line keeps its day, amount,
 * sign, type, FITID, check number, name and the first of its remittance; what OFX has no place for is left out, such as
 * an opening balance. Pending lines are left out too: they have a list of their own behind the booked ones.
 *
 * Throws for an account of investments, for a currency that is none, and for calls out of order: a statement is made here
 * of what was read and judged before.
 */
export function ofxWriter({ version, server_at }: OfxWriterOptions): OfxWriter {
  const leaf: Leaf = (name, text) => {
    if (text === undefined || text.trim() === '') return ''
    return `<${name}>${escaped(text.trim())}${version === '102' ? '' : `</${name}>`}\n`
  }
  let set: Kind | undefined
  let open: StatementHead | undefined
  let is_begun = false

  const begun = (text: string): string => {
    const before = is_begun ? '' : `${heads[version]}<OFX>\n${signon(server_at, leaf)}`
    is_begun = true
    return before + text
  }
  const setEnd = (): string => (set === undefined ? '' : `</${set.set}>\n`)
  return {
    open(head) {
      const { kind } = head.account
      assert(open === undefined, 'one statement is open at a time')
      assert(kind !== 'investment', 'statements of investments are read and not written')
      const next: Kind = kinds[kind]
      const change = next === set ? '' : `${setEnd()}<${next.set}>\n`
      set = next
      open = head
      return begun(change + headText(head, next, leaf))
    },
    lines(lines) {
      const head = open
      assert(head !== undefined, 'lines stand in a statement')
      return lines
        .filter((line) => line.status === 'booked')
        .map((line) => lineText(line, head, leaf))
        .join('')
    },
    close(foot) {
      assert(open !== undefined && set !== undefined, 'a statement is open')
      const of = (kind: StatementBalance['kind']) => foot.balances.find((balance) => balance.kind === kind)
      const ledger = balanceText('LEDGERBAL', of('closing_booked'), leaf)
      const available = balanceText('AVAILBAL', of('closing_available'), leaf)
      open = undefined
      return `</BANKTRANLIST>\n${ledger}${available}</${set.statement}>\n</${set.response}>\n`
    },
    end() {
      assert(open === undefined, 'every statement is closed')
      return begun(`${setEnd()}</OFX>\n`)
    },
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** Line ends would be lost around a value, and mean nothing in one. */
const escaped = (text: string): string =>
  text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[&<>]/g, (found) => ownOf(escapes, found) ?? found)
const dayText = (day: string | undefined): string | undefined => day?.replaceAll('-', '')

function amountText(minor: bigint, currency: string): string {
  assert(isCurrency(currency), 'a currency of ISO 4217')
  return decimalText(minor, currency)
}

const accountLeaves = (account: StatementAccount, leaf: Leaf): string =>
  account.kind === 'card'
    ? leaf('ACCTID', account.number)
    : leaf('BANKID', account.routing) +
      leaf('BRANCHID', account.branch) +
      leaf('ACCTID', account.iban ?? account.number) +
      leaf('ACCTTYPE', account.type ?? 'CHECKING')

const success = (leaf: Leaf): string => `<STATUS>\n${leaf('CODE', '0')}${leaf('SEVERITY', 'INFO')}</STATUS>\n`
const signon = (server_at: string, leaf: Leaf): string =>
  `<SIGNONMSGSRSV1>\n<SONRS>\n${success(leaf)}${leaf('DTSERVER', server_at)}${leaf('LANGUAGE', 'ENG')}</SONRS>\n</SIGNONMSGSRSV1>\n`

function headText(head: StatementHead, kind: Kind, leaf: Leaf): string {
  const trnuid = head.statement_id.split('/')[0] ?? ''
  return [
    `<${kind.response}>\n`,
    leaf('TRNUID', trnuid === '' ? '0' : trnuid),
    success(leaf),
    `<${kind.statement}>\n`,
    leaf('CURDEF', head.currency),
    `<${kind.account}>\n${accountLeaves(head.account, leaf)}</${kind.account}>\n`,
    '<BANKTRANLIST>\n',
    leaf('DTSTART', dayText(head.from_on)),
    leaf('DTEND', dayText(head.to_on)),
  ].join('')
}

function balanceText(name: string, balance: StatementBalance | undefined, leaf: Leaf): string {
  if (balance === undefined) return ''
  const amount = leaf('BALAMT', amountText(balance.amount_minor, balance.currency))
  return `<${name}>\n${amount}${leaf('DTASOF', dayText(balance.on))}</${name}>\n`
}

function lineText(line: StatementLine, head: StatementHead, leaf: Leaf): string {
  const signed = line.direction === 'debit' ? -line.amount_minor : line.amount_minor
  const currency =
    line.currency === head.currency
      ? ''
      : `<CURRENCY>\n${leaf('CURRATE', '1')}${leaf('CURSYM', line.currency)}</CURRENCY>\n`
  return [
    '<STMTTRN>\n',
    leaf('TRNTYPE', line.bank_transaction_code),
    leaf('DTPOSTED', dayText(line.booking_on)),
    leaf('DTAVAIL', dayText(line.value_on)),
    leaf('TRNAMT', amountText(signed, line.currency)),
    leaf('FITID', line.ext_id),
    leaf('CORRECTFITID', line.corrects?.ext_id),
    leaf('CORRECTACTION', line.corrects?.action.toUpperCase()),
    leaf('SRVRTID', line.refs.bank_reference),
    leaf('CHECKNUM', line.refs.check_number),
    leaf('REFNUM', line.refs.transaction_id),
    leaf('NAME', line.counterparty?.name),
    leaf('MEMO', line.remittance[0]),
    currency,
    '</STMTTRN>\n',
  ].join('')
}

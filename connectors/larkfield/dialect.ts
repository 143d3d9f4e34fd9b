import { ownOf } from '../../kernel/own.ts'
import { type BankDialect, classifyByContent } from '../../modules/rails/index.ts'
import { isAcknowledgementName, readAcknowledgement } from './acknowledgement.ts'

const outgoingNames: Readonly<Record<string, readonly [prefix: string, ending: string]>> = {
  nacha: ['ACH', 'ach'],
  pain_001: ['PAIN001', 'xml'],
  pain_007: ['PAIN007', 'xml'],
  pain_008: ['PAIN008', 'xml'],
  camt_056: ['CAMT056', 'xml'],
}

/** Larkfield Bank: files over SFTP, each of ours acknowledged in a text file. See README.md. */
export const larkfield: BankDialect = {
  name: 'larkfield',
  title: 'Larkfield Bank',
  complete: {
    kind: 'named',
    isComplete: (name) => !name.startsWith('.') && !/\.(?:tmp|part)$/i.test(name),
  },
  classify: (name, head) => (isAcknowledgementName(name) ? 'acknowledgement' : classifyByContent(head)),
  readAcknowledgement,
  outgoingName({ format, number, on }) {
    const [prefix, ending] = ownOf(outgoingNames, format) ?? ['FILE', 'dat']
    return `${prefix}_${on.replaceAll('-', '')}_${number}.${ending}`
  },
}

import { ownOf } from '../../../../kernel/own.ts'
import { type Dated, dated } from '../../cards/dated.ts'

/** In which version each message of ours is written. */
export type MessageVersions = {
  readonly 'pain.001': string
  readonly 'pain.007': string
  readonly 'pain.008': string
  readonly 'camt.056': string
}

const usual: Dated<MessageVersions> = dated([
  {
    source:
      '[K] EPC implementation guidelines of 2023 on (EPC132-08, EPC130-08): the release of 2019 of ISO 20022; the bank’s own word counts',
    effective_from: '2024-03-17',
    review_by: '2027-11-30',
    value: {
      'pain.001': 'pain.001.001.09',
      'pain.007': 'pain.007.001.08',
      'pain.008': 'pain.008.001.08',
      'camt.056': 'camt.056.001.08',
    },
  },
])

/** Banks that want other versions, by the name of their dialect. */
const banks: Readonly<Record<string, Dated<MessageVersions>>> = {}

/** The versions that a bank takes, at an instant. */
export const messageVersions = (bank: string, at: Parameters<typeof usual>[0]): MessageVersions =>
  (ownOf(banks, bank) ?? usual)(at).value

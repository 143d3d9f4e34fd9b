import { type Element, element, optional } from '../../xml/element.ts'
import type { Mt210, MtConfirmation, MtExpected } from '../advices.ts'
import { envelope, type MxContext } from './envelope.ts'
import { indicator, noTransactionCode } from './entries.ts'
import {
  accountElement,
  accountId,
  agentElement,
  amountElement,
  bicAgent,
  group,
  NOT_PROVIDED,
} from './parts.ts'
import { partyAccount, partyElement } from './party_element.ts'

type Made = { readonly definition: string; readonly envelope: Element }

/** MT900 and MT910 as camt.054: a debit or a credit as it is made. */
export function camt054(context: MxContext, advice: MtConfirmation): Made {
  const direction = advice.type === '900' ? 'debit' : 'credit'
  const body = element('BkToCstmrDbtCdtNtfctn', [
    element('GrpHdr', [element('MsgId', context.message_id), element('CreDtTm', context.created_at)]),
    element('Ntfctn', [
      element('Id', advice.reference),
      element('Acct', [accountId(advice.account, 'BBAN'), element('Ccy', advice.amount.currency)]),
      element('Ntry', [
        element('NtryRef', NOT_PROVIDED),
        amountElement('Amt', advice.amount),
        indicator(direction),
        element('Sts', [element('Cd', 'BOOK')]),
        advice.created_at === undefined
          ? undefined
          : element('BookgDt', [element('DtTm', advice.created_at)]),
        element('ValDt', [element('Dt', advice.value_date)]),
        noTransactionCode(),
        element('NtryDtls', [
          element('TxDtls', [
            element('Refs', [
              element('InstrId', advice.related_reference),
              element('EndToEndId', advice.related_reference),
              optional('UETR', context.uetr),
            ]),
            amountElement('Amt', advice.amount),
            indicator(direction),
            ...related(advice),
            element('RltdDts', [element('IntrBkSttlmDt', advice.value_date)]),
            optional('AddtlTxInf', advice.sender_to_receiver.join(' ') || undefined),
          ]),
        ]),
      ]),
    ]),
  ])
  const definition = 'camt.054.001.08'
  return { definition, envelope: envelope(context, definition, body) }
}

/** Who ordered: a customer, whose bank is then another party's agent, or a bank for itself. */
function related(advice: MtConfirmation): readonly (Element | undefined)[] {
  const { ordering_customer: customer, ordering_institution: bank, intermediary } = advice
  const debtor =
    customer === undefined
      ? agentElement('Agt', bank)
      : element('Pty', partyElement('Pty', customer).children)
  return [
    group('RltdPties', [
      debtor === undefined ? undefined : element('Dbtr', [debtor]),
      partyAccount('DbtrAcct', customer),
    ]),
    group('RltdAgts', [
      customer === undefined ? undefined : agentElement('DbtrAgt', bank),
      agentElement('IntrmyAgt1', intermediary),
    ]),
  ]
}

/**
 * MT210 as camt.057: money that is to come. With one item its parties stand with the notification, as the pairs have it;
 * with more, each has its own.
 */
export function camt057(context: MxContext, notice: Mt210): Made {
  const [only] = notice.items
  const is_single = notice.items.length === 1 && only !== undefined
  for (const { ordering_customer } of notice.items)
    if (ordering_customer?.account !== undefined && ordering_customer.account !== NOT_PROVIDED)
      context.notCarried('50', 'the account of a customer')
  const body = element('NtfctnToRcv', [
    element('GrpHdr', [element('MsgId', context.message_id), element('CreDtTm', context.created_at)]),
    element('Ntfctn', [
      element('Id', notice.reference),
      notice.account === undefined ? undefined : accountElement('Acct', notice.account),
      element('AcctOwnr', [bicAgent('Agt', context.from)]),
      bicAgent('AcctSvcr', context.to),
      ...(is_single ? expectedParties(only) : []),
      ...notice.items.map((item) =>
        element('Itm', [
          element('Id', item.related_reference.trimEnd()),
          optional('UETR', is_single ? context.uetr : undefined),
          amountElement('Amt', item.amount),
          element('XpctdValDt', notice.value_date),
          ...(is_single ? [] : expectedParties(item)),
        ]),
      ),
    ]),
  ])
  const definition = 'camt.057.001.06'
  return { definition, envelope: envelope(context, definition, body) }
}

const expectedParties = (item: MtExpected): readonly (Element | undefined)[] => [
  item.ordering_customer === undefined
    ? undefined
    : element('Dbtr', [element('Pty', partyElement('Pty', item.ordering_customer).children)]),
  agentElement('DbtrAgt', item.ordering_institution) ?? bicAgent('DbtrAgt', NOT_PROVIDED),
  agentElement('IntrmyAgt', item.intermediary),
]

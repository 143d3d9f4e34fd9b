import { type Element, element } from '../../xml/element.ts'
import type { MtAgent } from '../agent.ts'
import type { MtCharges } from '../mt103.ts'
import type { MtAmount } from '../values.ts'
import type { MxContext } from './envelope.ts'
import { agentAccount, agentElement, amountElement, bicAgent, unknownAgent } from './parts.ts'

export type Correspondents = {
  readonly sender_correspondent: MtAgent | undefined
  readonly receiver_correspondent: MtAgent | undefined
  readonly third_reimbursement?: MtAgent | undefined
}

/**
 * How the banks settle: through others (`COVE`) when 53a or 54a names a bank; else on an account that the receiver keeps
 * (`INDA`) or, when 53B gives an account on its credit side, that the sender keeps (`INGA`).
 */
export function settlementMethod({ sender_correspondent, receiver_correspondent }: Correspondents): string {
  const named = [sender_correspondent, receiver_correspondent].some(
    (agent) => agent !== undefined && (agent.option === 'A' || agent.option === 'D'),
  )
  if (named) return 'COVE'
  return sender_correspondent?.side === 'C' ? 'INGA' : 'INDA'
}

/** `GrpHdr` of a message with one transaction. `has_agents`: pacs.004 has no place for banks of reimbursement. */
export function groupHeader(context: MxContext, banks: Correspondents, has_agents = true): Element {
  const { sender_correspondent: sender, receiver_correspondent: receiver, third_reimbursement: third } = banks
  const method = settlementMethod(banks)
  const is_cover = method === 'COVE' && has_agents
  if (!is_cover) noteBanks(context, banks)
  return element('GrpHdr', [
    element('MsgId', context.message_id),
    element('CreDtTm', context.created_at),
    element('NbOfTxs', '1'),
    element('SttlmInf', [
      element('SttlmMtd', method),
      ...(is_cover
        ? [
            agentElement('InstgRmbrsmntAgt', sender),
            agentAccount('InstgRmbrsmntAgtAcct', sender),
            agentElement('InstdRmbrsmntAgt', receiver),
            agentAccount('InstdRmbrsmntAgtAcct', receiver),
            agentElement('ThrdRmbrsmntAgt', third),
            agentAccount('ThrdRmbrsmntAgtAcct', third),
          ]
        : [method === 'COVE' ? undefined : agentAccount('SttlmAcct', sender)]),
    ]),
  ])
}

function noteBanks(context: MxContext, banks: Correspondents): void {
  const { sender_correspondent, receiver_correspondent, third_reimbursement } = banks
  const isNamed = (agent: MtAgent | undefined): boolean =>
    agent !== undefined &&
    (agent.bic !== undefined || agent.location !== undefined || agent.name_lines.length > 0)
  if (isNamed(sender_correspondent)) context.notCarried('53', 'a bank of reimbursement, or its place')
  if (receiver_correspondent !== undefined) context.notCarried('54', 'a bank of reimbursement')
  if (third_reimbursement !== undefined) context.notCarried('55', 'a bank of reimbursement')
}

export const instructingAgents = ({ from, to }: MxContext): readonly Element[] => [
  bicAgent('InstgAgt', from),
  bicAgent('InstdAgt', to),
]

/** Charges taken on the way (71F), by banks that MT does not name, and charges of the receiver that are paid (71G). */
export function chargesOf(
  context: MxContext,
  charges: MtCharges | undefined,
  amounts: {
    readonly sender: readonly MtAmount[]
    readonly receiver: MtAmount | undefined
    readonly settled: MtAmount
  },
): readonly Element[] {
  const charge = (amount: MtAmount, agent: Element): Element =>
    element('ChrgsInf', [amountElement('Amt', amount), agent])
  // CBPR+ wants the charges said when the creditor bears them, also when there are none.
  const none = { currency: amounts.settled.currency, minor: 0n }
  const taken = charges === 'BEN' && amounts.sender.length === 0 ? [none] : amounts.sender
  return [
    ...taken.map((amount) => charge(amount, unknownAgent('Agt'))),
    ...(amounts.receiver === undefined ? [] : [charge(amounts.receiver, bicAgent('Agt', context.to))]),
  ]
}

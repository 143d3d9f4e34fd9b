import { ownOf } from '../../../../kernel/own.ts'
import { type Element, element, optional } from '../../xml/element.ts'
import { type Coded, joinedText, readCoded } from '../narrative.ts'
import type { MtInstruction } from '../mt103.ts'
import { isBic } from '../values.ts'
import type { MxContext } from './envelope.ts'
import { bicAgent, codedText, group, piecesOf } from './parts.ts'

/** What `:23E:` and `:72:` become. */
export type Instructions = {
  readonly payment_type: Element | undefined
  readonly previous_agents: readonly Element[]
  readonly second_intermediary: Element | undefined
  readonly for_creditor_agent: readonly Element[]
  readonly for_next_agent: readonly Element[]
}

/** `:23E:` codes that the creditor's bank is to follow; the codes of ISO 20022 are the same. */
const atCreditor = new Set(['CHQB', 'HOLD', 'PHOB', 'TELB'])
/** Codes for the next bank, and what ISO 20022 calls them. */
const atNext: Readonly<Record<string, string>> = { PHOI: 'PHOA', TELI: 'TELA' }
const purposes = new Set(['CORT', 'INTC'])
const PREVIOUS_MAX = 3
const TEXT_MAX = 140

/** Sorts instructions of the sender by who is to follow them. A code that has no field of its own goes on as text. */
export function instructionsOf(
  context: MxContext,
  instructions: readonly MtInstruction[],
  sender_to_receiver: readonly string[],
): Instructions {
  const coded = readCoded(sender_to_receiver)
  const previous = coded.filter(isPrevious).slice(0, PREVIOUS_MAX)
  const second = coded.find((one) => one.code === 'INTA' && isBic(joinedText(one).trim()))
  const taken = new Set<Coded>([...previous, ...(second === undefined ? [] : [second])])
  const left = coded.filter((one) => !taken.has(one) && codedText(one).trim() !== '')
  const creditor = instructions.filter(({ code }) => atCreditor.has(code))
  const others = instructions.filter(
    ({ code }) => !atCreditor.has(code) && !purposes.has(code) && code !== 'SDVA',
  )
  return {
    payment_type: paymentType(context, instructions),
    previous_agents: previous.map((one, index) =>
      bicAgent(`PrvsInstgAgt${index + 1}`, joinedText(one).trim()),
    ),
    second_intermediary: second === undefined ? undefined : bicAgent('IntrmyAgt2', joinedText(second).trim()),
    for_creditor_agent: [
      ...creditor.flatMap(({ code, text }) => instruction('InstrForCdtrAgt', code, text)),
      ...left
        .filter(({ code }) => code === 'ACC')
        .flatMap((one) => instruction('InstrForCdtrAgt', undefined, joinedText(one))),
    ],
    for_next_agent: [
      ...others.flatMap(({ code, text }) => {
        const own = ownOf(atNext, code)
        if (own !== undefined) return instruction('InstrForNxtAgt', own, text)
        return instruction('InstrForNxtAgt', undefined, text === undefined ? `/${code}/` : `/${code}/${text}`)
      }),
      ...left
        .filter(({ code }) => code !== 'ACC')
        .flatMap((one) => instruction('InstrForNxtAgt', undefined, codedText(one))),
    ],
  }
}

const isPrevious = (one: Coded): boolean => one.code === 'INS' && isBic(joinedText(one).trim())

/** What is longer than one instruction may be goes on in the next. */
const instruction = (name: string, code: string | undefined, text = ''): readonly Element[] => {
  const [first, ...more] = piecesOf(text, TEXT_MAX)
  return [
    element(name, [optional('Cd', code), optional('InstrInf', first)]),
    ...more.map((piece) => element(name, [element('InstrInf', piece)])),
  ]
}

function paymentType(
  { service_type }: MxContext,
  instructions: readonly MtInstruction[],
): Element | undefined {
  const same_day = instructions.some(({ code }) => code === 'SDVA') ? ['SDVA'] : []
  const levels = [...(service_type === undefined ? [] : [`G${service_type}`]), ...same_day]
  const purpose = instructions.find(({ code }) => purposes.has(code))?.code
  return group('PmtTpInf', [
    ...levels.map((code) => element('SvcLvl', [element('Cd', code)])),
    purpose === undefined ? undefined : element('CtgyPurp', [element('Cd', purpose)]),
  ])
}

/** `:13C:`: when it was debited and credited (`SNDTIME`, `RNCTIME`), and by when CLS wants it (`CLSTIME` and others). */
export function timesOf(
  context: MxContext,
  times: readonly string[],
  date: string,
): readonly (Element | undefined)[] {
  const found = times.map((text) => /^\/([A-Z0-9]+)\/(\d\d)(\d\d)([+-])(\d\d)(\d\d)$/.exec(text))
  const at = (wanted: string): string | undefined => {
    const match = found.find((one) => one?.[1] === wanted)
    if (match === undefined || match === null) return undefined
    const [, , hour, minute, sign, zone_hour, zone_minute] = match
    return `${hour}:${minute}:00${sign}${zone_hour}:${zone_minute}`
  }
  const known = new Set(['SNDTIME', 'RNCTIME', 'CLSTIME', 'TILTIME', 'FROTIME', 'REJTIME'])
  for (const [index, match] of found.entries())
    if (!known.has(match?.[1] ?? ''))
      context.notCarried('13C', `${times[index]?.slice(0, 12)} is no time of a payment`)
  const moment = (name: string, code: string): Element | undefined => {
    const time = at(code)
    return time === undefined ? undefined : element(name, `${date}T${time}`)
  }
  return [
    group('SttlmTmIndctn', [moment('DbtDtTm', 'SNDTIME'), moment('CdtDtTm', 'RNCTIME')]),
    group('SttlmTmReq', [
      optional('CLSTm', at('CLSTIME')),
      optional('TillTm', at('TILTIME')),
      optional('FrTm', at('FROTIME')),
      optional('RjctTm', at('REJTIME')),
    ]),
  ]
}

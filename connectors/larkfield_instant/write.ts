import { assert } from '../../kernel/assert.ts'
import { instantText } from '../../kernel/world.ts'
import {
  type BusinessApplicationHeader,
  codecs,
  type InstantGate,
  type InstantOutgoing,
} from '../../modules/rails/index.ts'
import {
  agentOf,
  cancellationNoun,
  type Kind,
  messageNames,
  paymentNoun,
  queryNoun,
  recallNoun,
  requestNoun,
  statusNoun,
} from './nouns.ts'

type Written = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: unknown }
type Codec = Awaited<ReturnType<typeof codecs.iso20022>>

/** The whole message, in the envelope of its rail. Throws for what does not fit: it was checked before. */
export async function writeInstant(gate: InstantGate, message: InstantOutgoing): Promise<string> {
  const codec = await codecs.iso20022()
  const written = writeAny(codec, gate, message)
  assert(written.ok, written.ok ? '' : `the message fits its form: ${JSON.stringify(written.error)}`)
  return written.value
}

function writeAny(codec: Codec, gate: InstantGate, message: InstantOutgoing): Written {
  switch (message.kind) {
    case 'payment':
      return enveloped(codec, gate, message, 'pacs.008', paymentNoun(gate, message))
    case 'query':
      return enveloped(codec, gate, message, 'pacs.028', queryNoun(message))
    case 'status':
      return enveloped(codec, gate, message, 'pacs.002', statusNoun(message))
    case 'payment_request':
      return enveloped(codec, gate, message, 'pain.013', requestNoun(gate, message))
    case 'request_cancellation':
      return enveloped(codec, gate, message, 'camt.055', cancellationNoun(gate, message))
    case 'recall':
      return enveloped(codec, gate, message, 'camt.056', recallNoun(gate, inSepa(codec, message)))
  }
}

const WORDS_MAX = 105
/** What another bank reads, in the letters that every bank of SEPA has. */
const inSepa = (codec: Codec, message: Extract<InstantOutgoing, { readonly kind: 'recall' }>) => ({
  ...message,
  because: codec.toSepaText(message.because).slice(0, WORDS_MAX).trim() || '.',
})

function enveloped(
  codec: Codec,
  gate: InstantGate,
  { rail, message_id, at }: InstantOutgoing,
  kind: Kind,
  noun: Parameters<Codec['writeMessage']>[1],
): Written {
  if (rail === 'sepa_instant') return codec.writeMessage(kind, noun as never)
  const header: BusinessApplicationHeader = {
    from: { institution: agentOf(rail, gate.agent) },
    to: { institution: agentOf(rail, gate.agent) },
    business_message_id: message_id,
    message_definition: messageNames[kind],
    created_at: instantText(at),
  }
  // RTP has no envelope of its own for what is asked back: the message travels as FedNow's does.
  return rail === 'rtp' && kind !== 'camt.055'
    ? codec.writeRtp({ header, kind, noun: noun as never })
    : codec.writeFedNow({ direction: 'incoming', header, kind, noun: noun as never })
}

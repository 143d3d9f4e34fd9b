import { readMtFile } from './read.ts'
import type { MtMessage } from './message.ts'

/** Messages of our own, with the fields that the published pairs do not have. */
export const fin = (type: string, fields: readonly string[], user = '', end = ''): string =>
  `{1:F01BANKDEFFAXXX0000000000}{2:O${type}0905261120BANKGB2LAXXX00000000002611200905N}${user}{4:\r\n${fields.join('\r\n')}\r\n-}${end}`

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export function oneMessage(text: string): MtMessage {
  const { messages } = readMtFile(bytesOf(text))
  const [message] = messages
  if (message === undefined) throw new Error('the text holds no message')
  return message
}

export const fullMt103 = [
  ':20:REF-1',
  ':13C:/SNDTIME/0905+0100',
  ':13C:/CLSTIME/1015+0100',
  ':23B:CRED',
  ':23E:SDVA',
  ':23E:PHOB/+49 30 1234',
  ':23E:PHON/+44 20 1234',
  ':23E:INTC',
  ':26T:K90',
  ':32A:261120EUR1000,50',
  ':33B:USD1100,',
  ':36:0,90955',
  ':50F:/DE89370400440532013000',
  '1/Example GmbH & Co'.replace(' & ', ' und '),
  '2/Hauptstrasse 1',
  '3/DE/Berlin',
  ':52D://BL10020030',
  'Bank of Examples',
  'Unter den Linden',
  ':53A:/C/12345',
  'BANKUS33',
  ':54A:BANKGB2L',
  ':55A:BANKFRPP',
  ':56A:BANKNL2A',
  ':57D://FW021000021',
  'Another Bank',
  'New York',
  ':59:/0987654321',
  'John Doe',
  '1 Main Street',
  'New York',
  ':70:/ROC/E2E-1//INVOICE 12',
  'SECOND LINE',
  ':71A:SHA',
  ':71F:USD10,',
  ':71F:EUR1,5',
  ':72:/INS/BANKITMM',
  '/INTA/BANKESMM',
  '/ACC/PLEASE CALL',
  '//THE CUSTOMER',
  '/REC/FOR YOU',
  ':77B:/ORDERRES/DE//SOMETHING',
]

export const user121 = '{3:{108:OWN1}{111:001}{121:174c245f-2682-4291-ad67-2a41e530cd27}}'

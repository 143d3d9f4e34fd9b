// Goal: what a translation makes is of the scheme that it names.
// Method: the published pairs and messages of our own are translated and validated with the published XSDs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { present } from '../../../../kernel/assert.ts'
import { corpus, corpusAbsent } from '../../files/testing.ts'
import { child } from '../../xml/element.ts'
import { writeElement } from '../../xml/write.ts'
import { readMtFile } from '../read.ts'
import { bytesOf, fin, fullMt103, user121 } from '../testing.ts'
import type { Mx } from './envelope.ts'
import { messageToMx, statementToMx } from './translate.ts'

const XSD = 'iso20022/xsd'
const PAIRS = 'iso20022/mt-mx-pairs-ballerina'

const fieldsOf = (text: string): readonly string[] => text.split('|')
const own: Readonly<Record<string, string>> = {
  'MT103 with every option': fin('103', fullMt103, user121),
  'MT103 return with an account and charges': fin(
    '103',
    fieldsOf(
      ':20:R1|:23B:CRED|:32A:261120EUR10,|:50K:/DE1|Name|Street|:59A:/1|BANKDEFF|:71A:SHA|:72:/RETN/57|/AC01/Account unknown|/MREF/REF-1|/TEXT/More words|/CHGS/EUR5,',
    ),
  ),
  'MT103 reject': fin(
    '103',
    fieldsOf(
      ':20:R1|:23B:CRED|:32A:261120EUR10,|:50K:Name|:59:/1|Name|:71A:SHA|:72:/REJT/59|/BE01/|/MREF/REF-1',
    ),
  ),
  'MT103 with a person': fin(
    '103',
    fieldsOf(
      ':20:R1|:23B:CRED|:32A:261120JPY500,|:50F:NIDN/DE/121231234342|1/A Person|2/A street|3/DE/Berlin|4/19800131|5/DE/Bonn|:59F:TXID/US/12|1/A Company|2/Street|3/US/New York|:71A:OUR|:71G:JPY10,',
    ),
  ),
  'MT202 return': fin(
    '202',
    fieldsOf(
      ':20:R1|:21:REF-1|:32A:261120EUR10,|:52A:BANKDEFF|:57A:BANKGB2L|:58A:BANKFRPP|:72:/RETN/58|/AC01/|/MREF/X1|/CHGS/EUR1,',
    ),
  ),
  'MT202 with accounts': fin(
    '202',
    fieldsOf(
      ':20:R1|:21:REF-1|:13C:/RNCTIME/0905+0100|:32A:261120EUR10,|:52A:/12|BANKDEFF|:53B:/C/77|:56D:Name|Street|:57C://SC123456|:58A:/34|BANKFRPP|:72:/BNF/Thanks',
    ),
  ),
  'MT210 with two items': fin(
    '210',
    fieldsOf(
      ':20:R1|:25:123|:30:261120|:21:A|:32B:EUR1,|:50K:Name|:52A:BANKDEFF|:21:B|:32B:EUR2,|:52D:Bank|Street|:56A:BANKFRPP',
    ),
  ),
  'MT910 with a customer': fin(
    '910',
    fieldsOf(
      ':20:R1|:21:REF-1|:25:DE89370400440532013000|:32A:261120EUR10,|:50K:/55|Name|Street|:52A:BANKDEFF|:72:/BNF/Words',
    ),
  ),
  'MT101 with two transfers': fin(
    '101',
    fieldsOf(
      ':20:R1|:28D:1/1|:50L:Head Office|:50H:/123|Name|Street|:52A:BANKDEFF|:30:261120|:21:A|:32B:EUR1,|:57A:BANKFRPP|:59:/1|Name|Street|:71A:SHA|:21:B|:23E:URGP|:32B:EUR2,|:59A:BANKFRPP|:71A:OUR',
    ),
  ),
  'MT292 with words': fin('292', fieldsOf(':20:R1|:21:REF-1|:11S:202|261120|:79:/DUPL/Sent twice|sorry')),
  'MT296 that refuses': fin(
    '296',
    fieldsOf(':20:R1|:21:REF-1|:76:/RJCR/|/LEGL/A court|:77A:Words|:11R:202|261120'),
  ),
  'MT940 of a page with everything': fin(
    '940',
    fieldsOf(
      ':20:R1|:25P:DE89370400440532013000|BANKDEFF|:28C:5/2|:60M:D261119EUR10,|:61:2611201121RCR5,NTRFREF//BANKREF|More|:86:166?00Text?20EREF+E1?21MREF+M1?22SVWZ+Rent?32Name|:62M:D261120EUR15,|:64:C261120EUR1,|:65:C261121EUR1,|:86:All in all',
    ),
  ),
}

function translate(bytes: Uint8Array): Mx {
  const { messages, statements } = readMtFile(bytes)
  const [message] = messages
  const made =
    message === undefined ? statementToMx(present(statements[0], 'a statement')) : messageToMx(message)
  assert.ok(made.ok, JSON.stringify(made))
  return made.value
}

test('every document is of its scheme', (t) => {
  const schemes = corpus(XSD)
  const pairs = corpus(PAIRS)
  if (schemes === undefined || pairs === undefined) return t.diagnostic(corpusAbsent(XSD))
  const validators = new Map<string, XsdValidator>()
  const validate = (name: string): XsdValidator => {
    const known = validators.get(name)
    if (known !== undefined) return known
    const file = schemes.find(
      ({ path }) => /^(pyiso20022|moov-iso20022)\//.test(path) && path.endsWith(`/${name}.xsd`),
    )
    const made = XsdValidator.fromDoc(XmlDocument.fromBuffer(present(file, name).bytes()))
    validators.set(name, made)
    return made
  }
  const inputs: [string, Uint8Array][] = [
    ...pairs
      .filter(({ path }) => path.endsWith('.fin'))
      .map(({ path, bytes }): [string, Uint8Array] => [path, bytes()]),
    ...Object.entries(own).map(([name, text]): [string, Uint8Array] => [name, bytesOf(text)]),
  ]
  const wrong: string[] = []
  for (const [name, bytes] of inputs) {
    const { envelope, definition } = translate(bytes)
    for (const [part, scheme] of [
      ['Document', definition],
      ['AppHdr', 'head.001.001.02'],
    ] as const) {
      const document = XmlDocument.fromString(writeElement(present(child(envelope, part), part)))
      try {
        validate(scheme).validate(document)
      } catch (error) {
        wrong.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
      document.dispose()
    }
  }
  assert.deepEqual(wrong, [])
  t.diagnostic(`${inputs.length} documents are valid, ${Object.keys(own).length} of them of our own messages`)
})

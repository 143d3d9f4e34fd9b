import assert from 'node:assert/strict'
import { test } from 'node:test'
import { child, type Element, element, textOf } from './element.ts'
import { messagesIn } from './envelope.ts'
import { openXml, readXmlWhole } from './read.ts'
import { XML_HEAD, writeElement } from './write.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const rulesOf = (text: string | Uint8Array, limits = {}): string[] =>
  readXmlWhole(typeof text === 'string' ? bytes(text) : text, { limits }).faults.map(({ rule }) => rule)

const statement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:a">
  <Stmts>
    <GrpHdr><MsgId>M1</MsgId></GrpHdr>
    <Stmt>
      <Id>S1</Id>
      <Ntry><Amt Ccy="EUR">1.00</Amt></Ntry>
      <Ntry
        ><Amt Ccy="EUR">2.00</Amt></Ntry>
      <TxsSummry>2</TxsSummry>
    </Stmt>
  </Stmts>
</Document>
`

/** The root, the parts with what had been read by then, and the faults. */
function read(text: string, parts: readonly string[]) {
  const handed: { readonly part: Element; readonly path: string; readonly header: string | undefined }[] = []
  const reader = openXml({
    parts,
    onPart(part, path) {
      const header = textOf(reader.soFar(), 'Stmts', 'GrpHdr', 'MsgId')
      handed.push({ part, path: path.join('/'), header })
    },
  })
  reader.push(bytes(text))
  reader.end()
  return { root: reader.root(), handed, faults: reader.faults }
}

test('parts are handed over one by one, with their places, and are not in the rest', () => {
  const { root, handed, faults } = read(statement, ['Document/Stmts/Stmt/Ntry'])
  assert.deepEqual(faults, [])
  assert.deepEqual(
    handed.map(({ part, path }) => [path, textOf(part, 'Amt'), part.line, part.column]),
    [
      ['Document/Stmts/Stmt/Ntry', '1.00', 7, 7],
      ['Document/Stmts/Stmt/Ntry', '2.00', 8, 7],
    ],
  )
  const names = child(root, 'Stmts', 'Stmt')?.children.map(({ name }) => name)
  assert.deepEqual(names, ['Id', 'TxsSummry'])
})

test('what stands before the first part can be seen when it comes', () => {
  const { handed } = read(statement, ['Document/Stmts/Stmt/Ntry'])
  assert.deepEqual(
    handed.map(({ header }) => header),
    ['M1', 'M1'],
  )
})

test('a part is found whatever wraps the document and whatever the wrapper calls it', () => {
  const inner = statement.slice(statement.indexOf('<Document'))
  const wrapped = `<m:Message xmlns:m="urn:m"><m:AppHdr/>${inner.replaceAll('Document', 'Report')}</m:Message>`
  const { handed } = read(wrapped, ['Document/Stmts/Stmt/Ntry'])
  assert.equal(handed[0]?.path, 'Message/Report/Stmts/Stmt/Ntry')
  assert.equal(handed.length, 2)
})

test('attributes bear their local names, namespaces follow prefixes, and text is what stands in it', () => {
  const text = `<a:Doc xmlns:a="urn:a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x y"
    ><a:B c="1 &lt; 2"><![CDATA[<&>]]> &#x20AC;<!-- no -->!</a:B><B xmlns="urn:b"/></a:Doc>`
  const { root, faults } = readXmlWhole(bytes(text))
  assert.deepEqual(faults, [])
  assert.deepEqual(root?.attributes, { 'xsi:schemaLocation': 'x y' })
  const [first, second] = root?.children ?? []
  assert.deepEqual([first?.namespace, first?.attributes, first?.text], ['urn:a', { c: '1 < 2' }, '<&> €!'])
  assert.deepEqual([second?.namespace, second?.text, second?.line], ['urn:b', '', 2])
})

test('messages are found in every wrapper, with the header beside them', () => {
  const iso = 'urn:iso:std:iso:20022:tech:xsd:'
  const document = `<Document xmlns="${iso}pacs.008.001.08"><FIToFICstmrCdtTrf/></Document>`
  const header = `<AppHdr xmlns="${iso}head.001.001.02"><BizMsgIdr>B1</BizMsgIdr></AppHdr>`
  const rtp = `<Message xmlns="urn:tch" xmlns:h="${iso}head.001.001.01" xmlns:c="${iso}pacs.008.001.08"><AppHdr
    ><h:BizMsgIdr>B1</h:BizMsgIdr></AppHdr><CreditTransfer><c:FIToFICstmrCdtTrf/></CreditTransfer></Message>`
  const wrappers = [
    `<BusMsg>${header}${document}</BusMsg>`,
    `<FedNowIncoming xmlns="urn:f"><Outer><Inner>${header}${document}</Inner></Outer></FedNowIncoming>`,
    rtp,
  ]
  for (const text of wrappers) {
    const [first, ...others] = messagesIn(readXmlWhole(bytes(text)).root)
    assert.equal(textOf(first?.header, 'BizMsgIdr'), 'B1', text)
    assert.equal(first?.document.children[0]?.name, 'FIToFICstmrCdtTrf')
    assert.equal(others.length, 0)
  }
  const bare = messagesIn(readXmlWhole(bytes(document)).root)
  assert.deepEqual([bare.length, bare[0]?.header], [1, undefined])
  assert.equal(messagesIn(readXmlWhole(bytes(`<A>${document}${document}</A>`)).root).length, 2)
  assert.deepEqual(messagesIn(undefined), [])
})

test('what is not well formed is refused where it stands', () => {
  const { root, faults } = readXmlWhole(bytes('<A>\n  <B></C>\n</A>'))
  assert.equal(root, undefined)
  assert.deepEqual(
    faults.map(({ rule, line, severity }) => [rule, line, severity]),
    [['xml_not_well_formed', 2, 'refused']],
  )
})

test('a part whose closing tag is another one’s is not handed over', () => {
  const { handed, faults } = read('<D><S><N>1</X></S></D>', ['D/S/N'])
  assert.deepEqual([handed.length, faults.length], [0, 1])
})

test('documents that end too early, or go on after their end, are refused', () => {
  assert.deepEqual(rulesOf('<A><B>'), ['xml_truncated'])
  assert.deepEqual(rulesOf('<A><B'), ['xml_truncated'])
  assert.deepEqual(rulesOf(''), ['xml_truncated'])
  assert.deepEqual(rulesOf('  \n'), ['xml_truncated'])
  assert.deepEqual(rulesOf('<A/>garbage'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('<A/><B/>'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('garbage'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('<A/>\n<!-- the end -->\n'), [])
})

test('namespaces that nobody declared, or that are declared wrongly, are refused', () => {
  for (const text of [
    '<p:A/>',
    '<A p:b="1"/>',
    '<A xmlns:p=""/>',
    '<A xmlns:xmlns="urn:x"/>',
    '<:A/>',
    '<p:q:A xmlns:p="u"/>',
  ])
    assert.deepEqual(rulesOf(text), ['xml_not_well_formed'], text)
  assert.deepEqual(rulesOf('<A xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('<A xml:lang="en"/>'), [])
})

test('a DOCTYPE is refused, wherever a bomb is in it', () => {
  const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
  const laughs = `<!DOCTYPE A [<!ENTITY l0 "lol">${entities.join('')}]><A>&l9;</A>`
  assert.deepEqual(rulesOf(laughs), ['xml_doctype'])
  assert.deepEqual(rulesOf('<!DOCTYPE A SYSTEM "file:///etc/passwd"><A/>'), ['xml_doctype'])
  assert.deepEqual(rulesOf('<!-- <!DOCTYPE A> --><A/>'), [])
  assert.deepEqual(rulesOf('<A>&unknown;</A>'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('<A>&constructor;</A>'), ['xml_not_well_formed'])
  assert.deepEqual(rulesOf('<?a <!-- ?><!DOCTYPE A><A/><!-- -->'), ['xml_doctype'])
  assert.deepEqual(rulesOf('<!-- <? --><!DOCTYPE A><A/><?a?>'), ['xml_doctype'])
})

test('processing instructions and comments are passed over, wherever they stand', () => {
  const text =
    '<?xml version="1.0"?><?xml-stylesheet href="<!DOCTYPE A>"?><!-- a --><A><?b <c> ?><N>1<?d?>0<!-- e -->5</N></A><?f?>'
  const { root, faults } = readXmlWhole(new TextEncoder().encode(text))
  assert.deepEqual(faults, [])
  assert.equal(root?.children[0]?.text, '105')
})

test('every limit ends the reading with a fault', () => {
  const within = (depth: number): string => '<A>'.repeat(depth) + '</A>'.repeat(depth)
  assert.deepEqual(rulesOf(within(64)), [])
  assert.deepEqual(rulesOf(within(65)), ['xml_too_deep'])
  assert.deepEqual(rulesOf(within(100_000)), ['xml_too_deep'])
  assert.deepEqual(rulesOf(`<A>${'x'.repeat(11)}</A>`, { text_chars_max: 10 }), ['xml_too_long'])
  assert.deepEqual(rulesOf(`<A><!--${'x'.repeat(2_000_000)}`), ['xml_too_long'])
  assert.deepEqual(rulesOf(`<A b="${'x'.repeat(2_000_000)}`), ['xml_too_long'])
  assert.deepEqual(rulesOf(' '.repeat(2_000_000)), ['xml_too_long'])
  assert.deepEqual(rulesOf('<!-- x -->\n'.repeat(200_000)), ['xml_too_long'])
  assert.deepEqual(rulesOf(`<A${'x'.repeat(300)}/>`), ['xml_too_long'])
  assert.deepEqual(rulesOf(`<A ${'x'.repeat(300)}="1"/>`), ['xml_too_long'])
  const attributes = Array.from({ length: 65 }, (_, at) => `a${at}="1"`).join(' ')
  assert.deepEqual(rulesOf(`<A ${attributes}/>`), ['xml_too_many_attributes'])
  assert.deepEqual(rulesOf('<A><B/><C/><D/></A>', { held_elements_max: 3 }), ['xml_too_much_held'])
  assert.deepEqual(rulesOf('<A/>          ', { bytes_max: 10 }), ['xml_too_large'])
})

test('parts that were handed over do not count for what is held', () => {
  const parts = '<P><Q>text</Q></P>\n'.repeat(1_000)
  let count = 0
  const reader = openXml({
    parts: (path) => path.length === 2,
    onPart: () => count++,
    limits: { held_elements_max: 4, held_chars_max: 50 },
  })
  reader.push(bytes(`<A>${parts}</A>`))
  reader.end()
  assert.deepEqual([count, reader.faults, reader.root()?.children.length], [1_000, [], 0])
})

test('UTF-8, UTF-16 with a mark, ISO-8859-1 and windows-1252 are read as what they are', () => {
  const head = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?><A>`
  const utf16 = Buffer.from(`\ufeff${head('UTF-16')}é€</A>`, 'utf16le')
  const documents: [Uint8Array, string][] = [
    [bytes('<A>é€😀</A>'), 'é€😀'],
    [bytes(`\ufeff${head('utf-8')}é€😀</A>`), 'é€😀'],
    [utf16, 'é€'],
    [Buffer.from(utf16).swap16(), 'é€'],
    [Buffer.from(`${head('ISO-8859-1')}\xe9\xa4</A>`, 'latin1'), 'é¤'],
    [Buffer.from(`${head('Windows-1252')}\xe9\x80</A>`, 'latin1'), 'é€'],
    [bytes(`${head('US-ASCII')}e</A>`), 'e'],
  ]
  for (const [document, text] of documents) {
    const { root, faults } = readXmlWhole(document)
    assert.deepEqual([root?.text, faults], [text, []])
  }
})

test('other encodings, and bytes that are not what they claim to be, are refused', () => {
  const refused = [
    bytes('<?xml version="1.0" encoding="Shift_JIS"?><A/>'),
    bytes('\ufeff<?xml version="1.0" encoding="ISO-8859-1"?><A/>'),
    bytes('<?xml version="1.0" encoding="UTF-16"?><A/>'),
    Buffer.from('<A/>', 'utf16le'),
    new Uint8Array([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]),
    Buffer.from('<A>\xe9</A>', 'latin1'),
    Buffer.from('<A>\xe2\x82', 'latin1'),
    Buffer.from('\ufeff<A>\ud800</A>', 'utf16le'),
  ]
  for (const document of refused) assert.deepEqual(rulesOf(document), ['xml_encoding'])
  const [fault] = readXmlWhole(Buffer.from('<A>\n  ab\xe9\n</A>', 'latin1')).faults
  assert.deepEqual([fault?.line, fault?.column], [2, 5])
})

test('what was written is read again as it was', () => {
  const inside = element('Nm', ' a < b & "c"\r\n', { id: '"<&>' })
  const { root } = readXmlWhole(bytes(XML_HEAD + writeElement(element('A', [inside, element('B', '')]))))
  assert.deepEqual(root?.children[0], { ...inside, line: 3, column: 3 })
  assert.deepEqual(root?.children[1]?.text, '')
})

import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import {
  type FileFault,
  type Inspection,
  type InspectionFault,
  inspectFile,
  openXsdCheck,
} from '../../modules/rails/index.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'

type Asked = {
  readonly file: string
  /** A folder of ISO 20022 schema files: the document is checked with them as well. */
  readonly schemas: string | undefined
  readonly faults: number
}

/** Reads a file of any bank format and says what it is, what it holds and everything that is wrong with it. */
export async function inspectAt({
  file,
  schemas,
  faults: shown,
}: Asked): Promise<{ lines: string[]; inspection: Inspection; ok: boolean }> {
  const found = await stat(file).catch(() => {
    throw new StartRefused(`${file} cannot be read; name a file of a bank, a processor or an operator`)
  })
  if (!found.isFile()) throw new StartRefused(`${file} is not a file`)
  const inspection = await inspectFile(createReadStream(file))
  const more =
    inspection.format === 'iso20022' && schemas !== undefined ? await checkSchema(file, schemas) : []
  const all = [...inspection.faults, ...more]
  const refused = inspection.refused + more.filter(({ severity }) => severity === 'refused').length
  const { quarantined } = inspection
  const noted = inspection.noted + more.filter(({ severity }) => severity === 'noted').length
  const told = refused + quarantined + noted
  const lines = [
    `${inspection.title} (${inspection.bytes.toLocaleString('en-US')} bytes)`,
    ...inspection.says.map((sentence) => `  ${sentence}`),
    told === 0 ? 'Nothing is wrong with it.' : `${countText({ refused, quarantined, noted })}:`,
    ...all.slice(0, shown).map(faultText),
    ...(told > shown ? [`  … and ${told - shown} more (--faults shows more of them)`] : []),
  ]
  return { lines, inspection: { ...inspection, faults: all, refused, noted }, ok: refused === 0 }
}

async function checkSchema(file: string, folder: string): Promise<readonly FileFault[]> {
  const check = openXsdCheck({ folder })
  try {
    return await check.check(await readFile(file))
  } finally {
    check.close()
  }
}

type Counts = Pick<Inspection, 'refused' | 'quarantined' | 'noted'>
const countText = ({ refused, quarantined, noted }: Counts): string =>
  [
    `${refused} ${refused === 1 ? 'fault' : 'faults'} that a bank refuses`,
    ...(quarantined === 0 ? [] : [`${quarantined} for which a statement would be kept out`]),
    `${noted} noted`,
  ].join(', ')

const marks: Readonly<Record<InspectionFault['severity'], string>> = {
  refused: '✗',
  quarantined: '!',
  noted: '·',
}
const faultText = ({ line, column, severity, rule, field, detail }: InspectionFault): string =>
  `  ${marks[severity]} line ${line}, column ${column}: ${detail} [${field === '' ? rule : `${rule}, ${field}`}]`

import type { Provenance } from '../../cards/dated.ts'

export const clearingCodeFacts: Provenance = {
  source:
    'SWIFT Standards MT, party identifier of fields 52 to 58 (national clearing codes and their lengths); ISO 20022 external code set, ExternalClearingSystemIdentification1Code',
  effective_from: '2022-11-20',
  review_by: '2027-11-30',
}

type Row = readonly [code: string, member: RegExp, system: string]

const rows: readonly Row[] = [
  ['AT', /^\d{5}$/, 'ATBLZ'],
  ['AU', /^\d{6}$/, 'AUBSB'],
  ['BL', /^\d{8}$/, 'DEBLZ'],
  ['CC', /^\d{9}$/, 'CACPA'],
  ['CH', /^\d{6}$/, 'USPID'],
  ['CN', /^\d{12,14}$/, 'CNAPS'],
  ['CP', /^\d{4}$/, 'USPID'],
  ['ES', /^\d{8,9}$/, 'ESNCC'],
  ['FW', /^\d{9}$/, 'USABA'],
  ['GR', /^\d{7}$/, 'GRBIC'],
  ['HK', /^\d{3}$/, 'HKNCC'],
  ['IE', /^\d{6}$/, 'IENCC'],
  ['IN', /^[A-Z0-9]{11}$/, 'INFSC'],
  ['IT', /^\d{10}$/, 'ITNCC'],
  ['NZ', /^\d{6}$/, 'NZNCC'],
  ['PL', /^\d{8}$/, 'PLKNR'],
  ['PT', /^\d{8}$/, 'PTNCC'],
  ['RU', /^\d{9}$/, 'RUCBC'],
  ['SC', /^\d{6}$/, 'GBDSC'],
  ['SW', /^\d{3,5}$/, 'CHBCC'],
  ['SW', /^\d{6}$/, 'CHSIC'],
  ['ZA', /^\d{6}$/, 'ZANCC'],
]

/** The ISO 20022 clearing system and the member of `FW021000021`; undefined when it is of no system of this table. */
export function readClearingCode(
  text: string,
): { readonly system: string; readonly member: string } | undefined {
  const code = text.slice(0, 2)
  const member = text.slice(2)
  const row = rows.find(([name, form]) => name === code && form.test(member))
  return row === undefined ? undefined : { system: row[2], member }
}

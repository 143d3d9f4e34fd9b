import { dated } from '../../cards/dated.ts'
import type { AccountScheme } from './account_schemes.ts'

/**
 * A clearing system by which ISO 20022 messages name a bank (`ClrSysId/Cd` with `MmbId`), and what its member ids look
 * like. `scheme`: the same number as a scheme of ours, whose checks hold too.
 */
export type ClearingSystem = {
  readonly country: string
  readonly pattern: RegExp
  readonly text: string
  readonly scheme?: AccountScheme
}

const digits = (country: string, min: number, max = min, scheme?: AccountScheme): ClearingSystem => ({
  country,
  pattern: new RegExp(`^\\d{${min},${max}}$`),
  text: min === max ? `${min} digits` : `${min} to ${max} digits`,
  ...(scheme === undefined ? undefined : { scheme }),
})
const of = (country: string, pattern: RegExp, text: string, scheme?: AccountScheme): ClearingSystem => ({
  country,
  pattern,
  text,
  ...(scheme === undefined ? undefined : { scheme }),
})

export const clearingSystems = dated<Readonly<Record<string, ClearingSystem>>>([
  {
    source: 'ISO 20022 external clearing system identification codes; lengths by Swift and ledger.md E3',
    effective_from: '2024-01-01',
    review_by: '2027-06-30',
    value: {
      ATBLZ: digits('AT', 5),
      AUBSB: digits('AU', 6, 6, 'au_bsb'),
      BRISP: of('BR', /^[A-Z0-9]{8}$/, '8 letters or digits', 'br_ispb'),
      CACPA: of('CA', /^0\d{8}$/, 'a zero, three digits of the institution and five of the transit'),
      CHBCC: digits('CH', 3, 5, 'ch_iid'),
      CHSIC: digits('CH', 6),
      CNAPS: digits('CN', 12, 12, 'cn_cnaps'),
      DEBLZ: digits('DE', 8),
      ESNCC: digits('ES', 8, 9),
      GBDSC: digits('GB', 6, 6, 'gb_sort_code'),
      GRBIC: digits('GR', 7),
      HKNCC: digits('HK', 3, 3, 'hk_bank'),
      IENCC: digits('IE', 6),
      INFSC: of('IN', /^[A-Z0-9]{11}$/, '11 letters or digits', 'in_ifsc'),
      ITNCC: digits('IT', 10),
      JPZGN: digits('JP', 7),
      NZNCC: digits('NZ', 6),
      PLKNR: digits('PL', 8),
      PTNCC: digits('PT', 8),
      RUCBC: digits('RU', 9),
      SESBA: digits('SE', 4),
      SGIBG: digits('SG', 7),
      THCBC: digits('TH', 3, 3, 'th_bank'),
      TWNCC: digits('TW', 7),
      USABA: digits('US', 9, 9, 'us_aba'),
      USPID: digits('US', 4),
      ZANCC: digits('ZA', 6, 6, 'za_branch'),
    },
  },
])

/** A reason code of the UK's Confirmation of Payee, and what it comes to in the four outcomes of the EU's scheme. */
export type CopReason = { readonly outcome: 'MTCH' | 'CMTC' | 'NMTC' | 'NOAP'; readonly text: string }

const of = (outcome: CopReason['outcome'], text: string): CopReason => ({ outcome, text })

export const copReasons = {
  source: 'Pay.UK Confirmation of Payee, response reason codes as providers document them',
  effective_from: '2020-06-30',
  review_by: '2027-06-30',
  reasons: {
    MTCH: of('MTCH', 'the name matches'),
    BANM: of('CMTC', 'the name matches, but it is a business account'),
    PANM: of('CMTC', 'the name matches, but it is a personal account'),
    MBAM: of('CMTC', 'the name may be a match'),
    BAMM: of('CMTC', 'the name may be a match, and it is a business account'),
    PAMM: of('CMTC', 'the name may be a match, and it is a personal account'),
    ANNM: of('NMTC', 'the name does not match'),
    AC01: of('NMTC', 'the account does not exist'),
    IVCR: of('NOAP', 'the reference that the account needs is missing or wrong'),
    ACNS: of('NOAP', 'the account cannot be checked'),
    OPTO: of('NOAP', 'the holder has opted out'),
    CASS: of('NOAP', 'the account was switched to another bank'),
    SCNS: of('NOAP', 'the sort code cannot be checked'),
  },
} as const

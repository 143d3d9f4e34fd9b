import { dated } from '../../cards/dated.ts'

/** Why two names are not the same text. Each costs points; a row with none is a difference that does not count. */
export type NameRule =
  | 'case_or_marks'
  | 'transliteration'
  | 'title'
  | 'order'
  | 'spacing'
  | 'abbreviation'
  | 'filler'
  | 'legal_form_missing'
  | 'legal_form_differs'
  | 'middle_name_missing'
  | 'middle_initial'
  | 'last_name_missing'
  | 'joint_name'
  | 'initial'
  | 'nickname'
  | 'typing'
  | 'word_missing'
  | 'word_order'
  | 'one_name_only'
  | 'word_differs'
  | 'kind_differs'
export type NameRules = {
  readonly points: Readonly<Record<NameRule, number>>
  /** Of 100 points less those of each difference: at least so many are a match, or a close match. */
  readonly match_min: number
  readonly close_match_min: number
  /** Words shorter than the first have no typing errors, than the second one, others two. */
  readonly typing_chars: readonly [none_below: number, one_below: number]
}

export const nameRules = dated<NameRules>([
  {
    source:
      'EPC VOP scheme: matching is for the responding bank to decide, by the EPC guidance on small deviations; the points are ours',
    effective_from: '2025-10-09',
    review_by: '2027-03-31',
    value: {
      points: {
        case_or_marks: 0,
        transliteration: 0,
        title: 0,
        order: 0,
        spacing: 0,
        abbreviation: 3,
        filler: 2,
        legal_form_missing: 5,
        legal_form_differs: 20,
        middle_name_missing: 5,
        middle_initial: 5,
        last_name_missing: 12,
        joint_name: 20,
        initial: 15,
        nickname: 15,
        typing: 15,
        word_missing: 20,
        word_order: 12,
        one_name_only: 40,
        word_differs: 45,
        kind_differs: 12,
      },
      match_min: 90,
      close_match_min: 65,
      typing_chars: [3, 8],
    },
  },
])

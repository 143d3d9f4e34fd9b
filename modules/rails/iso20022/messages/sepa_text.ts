import { ownOf } from '../../../../kernel/own.ts'

/** What every bank of SEPA must take: EPC217-08, best practices for the character set. */
const sepa = /^[A-Za-z0-9/?:().,'+ -]*$/

// Letters that are not a Latin letter with a mark, and signs that have a plain neighbour. Source: EPC217-08, annex.
const replaced: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  ẞ: 'SS',
  Æ: 'AE',
  æ: 'ae',
  Œ: 'OE',
  œ: 'oe',
  Ø: 'O',
  ø: 'o',
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ð: 'D',
  ð: 'd',
  Þ: 'TH',
  þ: 'th',
  ı: 'i',
  İ: 'I',
  Ŋ: 'N',
  ŋ: 'n',
  Ħ: 'H',
  ħ: 'h',
  Ŧ: 'T',
  ŧ: 't',
  ĸ: 'k',
  ſ: 's',
  '&': '+',
  '@': '(at)',
  '€': 'EUR',
  _: '-',
  '~': '-',
  '–': '-',
  '—': '-',
  '‑': '-',
  '·': '.',
  '…': '...',
  '’': "'",
  '‘': "'",
  '`': "'",
  '´': "'",
  '"': "'",
  '“': "'",
  '”': "'",
  '„': "'",
  '«': "'",
  '»': "'",
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '<': '(',
  '>': ')',
  '\\': '/',
  '|': '/',
  '#': '.',
  '%': '.',
  '*': '.',
  ';': ',',
  '!': '.',
  '=': '-',
  '^': "'",
  $: '.',
  '§': '.',
  '°': '.',
  '¿': '?',
  '¡': '.',
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
  '\u00a0': ' ',
}

// Greek and Bulgarian are scripts of SEPA too. Source: ELOT 743 and the Bulgarian law on transliteration.
const pairs =
  'Αα A a Ββ V v Γγ G g Δδ D d Εε E e Ζζ Z z Ηη I i Θθ TH th Ιι I i Κκ K k Λλ L l Μμ M m Νν N n Ξξ X x Οο O o ' +
  'Ππ P p Ρρ R r Σσ S s Ττ T t Υυ Y y Φφ F f Χχ CH ch Ψψ PS ps Ωω O o ' +
  'Аа A a Бб B b Вв V v Гг G g Дд D d Ее E e Жж ZH zh Зз Z z Ии I i Йй Y y Кк K k Лл L l Мм M m Нн N n Оо O o ' +
  'Пп P p Рр R r Сс S s Тт T t Уу U u Фф F f Хх H h Цц TS ts Чч CH ch Шш SH sh Щщ SHT sht Ъъ A a Ьь Y y Юю YU yu Яя YA ya'
const scripts: ReadonlyMap<string, string> = new Map([
  ...(pairs.match(/\S+ \S+ \S+/g) ?? []).flatMap((three): [string, string][] => {
    const [letters = '', upper = '', lower = ''] = three.split(' ')
    return [
      [letters.slice(0, 1), upper],
      [letters.slice(1), lower],
    ]
  }),
  ['ς', 's'],
])

export const isSepaText = (text: string): boolean => sepa.test(text)

/**
 * A text in the letters of SEPA. Umlauts become two letters, other marks are dropped, Greek and Bulgarian are spelled in
 * Latin, signs become their neighbours, and what has none a full stop. A second time changes nothing. Spaces at the ends
 * go, and a text gets longer: cut it to the length of its field afterwards. Slashes do not begin or end the text and do
 * not stand twice, because they part fields in other formats.
 */
export function toSepaText(text: string): string {
  let latin = ''
  for (const letter of text.normalize('NFC')) latin += latinOf(letter)
  return latin
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/^[/ ]+|[/ ]+$/g, '')
}

function latinOf(letter: string): string {
  if (sepa.test(letter)) return letter
  const known = ownOf(replaced, letter)
  if (known !== undefined) return known
  const plain = letter.normalize('NFD').replaceAll(/\p{M}/gu, '')
  if (plain === '') return ''
  if (plain !== letter) return Array.from(plain, latinOf).join('')
  return scripts.get(letter) ?? '.'
}

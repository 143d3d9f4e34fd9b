import { ownOf } from '../../../kernel/own.ts'
import { INPUT_CHARS_MAX, type Reading, reading, refused } from './fault.ts'

const NAME_CHARS_MAX = 48
const kanaToHalf: ReadonlyMap<string, string> = new Map(
  Array.from('ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ', (half) => [
    half.normalize('NFKC'),
    half,
  ]),
)
const marks: Readonly<Record<string, string>> = {
  '\u3099': 'ﾞ',
  '\u309a': 'ﾟ',
  '「': '｢',
  '」': '｣',
  '、': '､',
  '。': '｡',
}
const small: Readonly<Record<string, string>> = {
  ァ: 'ア',
  ィ: 'イ',
  ゥ: 'ウ',
  ェ: 'エ',
  ォ: 'オ',
  ャ: 'ヤ',
  ュ: 'ユ',
  ョ: 'ヨ',
  ッ: 'ツ',
}

/**
 * The name of an account holder as the Zengin system takes it: half-width katakana, capital letters, digits and a few
 * marks; hiragana and full-width letters are turned into them, and small kana into large ones. Faults: `jp_name_length`,
 * `jp_name_characters` (kanji cannot be turned into sound). Never throws.
 * Source: Japanese Bankers Association, character set of Zengin transfers.
 */
export function readJapaneseName(text: string): Reading<string> {
  const wide = text.slice(0, INPUT_CHARS_MAX).normalize('NFKC').trim().toUpperCase()
  const katakana = wide.replaceAll(/[\u3041-\u3096]/g, (kana) =>
    String.fromCharCode(kana.charCodeAt(0) + 0x60),
  )
  const value = Array.from(katakana.normalize('NFD'), halfWidth).join('')
  const faults = []
  if (!/^[0-9A-Z ()\-./,\\ｦｰｱ-ﾟ｢｣､｡]*$/.test(value))
    faults.push(refused('jp_name_characters', 'jp_name', 'the name is katakana, capital letters and digits'))
  if (value.length === 0 || value.length > NAME_CHARS_MAX)
    faults.push(refused('jp_name_length', 'jp_name', `the name has 1 to 48 characters, not ${value.length}`))
  return reading(value, faults)
}

const halfWidth = (character: string): string => {
  const large = ownOf(small, character) ?? character
  return kanaToHalf.get(large) ?? ownOf(marks, large) ?? (large === 'ー' ? 'ｰ' : large)
}

import { Fragment, useState } from 'react'
import { useNameOf } from '../api/names.ts'
import { after } from '../browser.ts'
import { pageOfId } from '../registry/index.ts'
import { type Amount, shownAmount } from '../shape/amount.ts'
import { type Tone, toneOfState, wordsOf } from '../shape/tone.ts'
import { isId, shownAs, textOf } from '../shape/value.ts'
import { away, exactTime, shownDay, shownTime } from '../shape/when.ts'
import { Icon } from './icon.tsx'
import { PageLink } from './page_link.tsx'
import { useNow } from './use_now.ts'

const washes: Readonly<Record<Tone, string>> = {
  good: 'bg-goodwash text-good',
  waiting: 'bg-waitingwash text-waiting',
  attention: 'bg-attentionwash text-attention',
  bad: 'bg-badwash text-bad',
  quiet: 'bg-sunken text-soft',
}

export function Pill({
  state,
  tones,
}: {
  state: string
  tones?: Readonly<Record<string, Tone>> | undefined
}) {
  return (
    <span
      className={`inline-block rounded-full px-2 py-px text-xs font-medium whitespace-nowrap ${washes[toneOfState(state, tones)]}`}
    >
      {wordsOf(state)}
    </span>
  )
}

export function Money({ amount, isLarge = false }: { amount: Amount; isLarge?: boolean }) {
  return (
    <span className={`money inline-block ${isLarge ? 'text-2xl font-semibold' : ''}`}>
      {shownAmount(amount)}{' '}
      <span className={isLarge ? 'text-base font-normal text-soft' : 'text-soft'}>{amount.currency}</span>
    </span>
  )
}

const COPIED_MS = 1_500

export function Copy({ text, name = 'Copy' }: { text: string; name?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true)
      after(COPIED_MS, () => setCopied(false))
    })
  }
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={`${name} ${text.slice(0, 40)}`}
      title={isCopied ? 'Copied' : name}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded text-soft hover:bg-sunken hover:text-ink"
    >
      <Icon name={isCopied ? 'check' : 'copy'} size={13} />
    </button>
  )
}

/** In a table only both ends are shown: the beginning says what it is, the end tells it from others. */
export const shortened = (id: string): string => (id.length > 18 ? `${id.slice(0, 8)}…${id.slice(-5)}` : id)

/** What the id is called, where it has a name; else both ends of it. `isCode`: beside the name that it has. */
export function Id({ id, isCode = false }: { id: string; isCode?: boolean }) {
  const page = isId(id) ? pageOfId(id) : undefined
  const name = useNameOf(isCode ? '' : id)
  const look = name === undefined ? 'code whitespace-nowrap' : 'truncate'
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      {page === undefined ? (
        <span className={look} title={id}>
          {name ?? shortened(id)}
        </span>
      ) : (
        <PageLink to={page} className="link inline-flex min-h-6 max-w-48 min-w-0 items-center">
          <span className={look} title={id}>
            {name ?? shortened(id)}
          </span>
        </PageLink>
      )}
      <Copy text={id} name="Copy id" />
    </span>
  )
}

export function Time({ at, isLong = false }: { at: string; isLong?: boolean }) {
  const now = useNow()
  return (
    <time dateTime={at} title={exactTime(at)} className="tabular-nums">
      <span className="whitespace-nowrap">{shownTime(at, now)}</span>
      {isLong && <span className="text-soft"> {away(at, now)}</span>}
    </time>
  )
}

const LIST_SHOWN = 3
const TEXT_SHOWN = 140

/** Any value, in a cell of a table or beside its name: how is said by its shape (`shape/value.ts`). */
export function Value(props: {
  value: unknown
  path: string
  isWhole?: boolean
  tones?: Readonly<Record<string, Tone>> | undefined
}) {
  const { value, path, isWhole = false, tones } = props
  switch (shownAs(value, path)) {
    case 'nothing':
      return (
        <span className="text-soft" aria-label="none">
          –
        </span>
      )
    case 'amount':
      return <Money amount={value as Amount} />
    case 'state':
      return <Pill state={textOf(value)} tones={tones} />
    case 'id':
      return <Id id={textOf(value)} isCode={path === 'id'} />
    case 'time':
      return <Time at={textOf(value)} isLong={isWhole} />
    case 'day':
      return <span className="whitespace-nowrap tabular-nums">{shownDay(textOf(value))}</span>
    case 'flag':
      return <span>{value === true ? 'yes' : 'no'}</span>
    case 'number':
      return <span className="tabular-nums">{textOf(value)}</span>
    case 'word':
      return <span title={textOf(value)}>{wordsOf(textOf(value))}</span>
    case 'list':
      return <ListValue list={value as unknown[]} path={path} isWhole={isWhole} />
    case 'objects':
    case 'object':
      return <ObjectValue text={JSON.stringify(value)} isWhole={isWhole} />
    case 'text':
      return <Text text={textOf(value)} isWhole={isWhole} />
  }
}

/** In a table long texts wrap, and short ones do not. */
const longText = 'long inline-block break-words'
const NAME_MAX = 32
/** A name is not broken: half of it says nothing. */
const classOf = (text: string): string =>
  text.length <= NAME_MAX && !text.includes(' ') ? 'whitespace-nowrap' : longText

function Text({ text, isWhole }: { text: string; isWhole: boolean }) {
  const isShort = isWhole || text.length <= TEXT_SHOWN
  return (
    <span className={isWhole ? 'break-words' : classOf(text)} title={isShort ? undefined : text}>
      <Said text={isShort ? text : `${text.slice(0, TEXT_SHOWN)}…`} />
    </span>
  )
}

/** A sentence of the API, in which names of fields stand between backticks. */
export const Said = ({ text }: { text: string }) =>
  text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      <Broken key={index} text={part} />
    ) : (
      <span key={index} className="code">
        <Broken text={part} />
      </span>
    ),
  )

/** A name that is too long for its place is broken between its words. */
const Broken = ({ text }: { text: string }) =>
  text.split(/(?<=_)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ))

function ListValue(props: { list: readonly unknown[]; path: string; isWhole: boolean }) {
  const { list, path, isWhole } = props
  if (list.length === 0) return <span className="text-soft">none</span>
  const texts = list.map((one) => (shownAs(one, path) === 'word' ? wordsOf(textOf(one)) : textOf(one)))
  const shown = isWhole ? texts : texts.slice(0, LIST_SHOWN)
  return (
    <span className={isWhole ? 'break-words' : longText} title={texts.join(', ')}>
      {shown.join(', ')}
      {shown.length < texts.length ? ` and ${texts.length - shown.length} more` : ''}
    </span>
  )
}

function ObjectValue({ text, isWhole }: { text: string; isWhole: boolean }) {
  if (text === '{}') return <span className="text-soft">none</span>
  return (
    <span className={`code break-all text-soft ${isWhole ? '' : 'inline-block max-w-80'}`} title={text}>
      {isWhole || text.length <= TEXT_SHOWN ? text : `${text.slice(0, TEXT_SHOWN)}…`}
    </span>
  )
}

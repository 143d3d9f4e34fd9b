/** A block of a guide in the order of the page, with what the comment above it says. */
export type Block = {
  readonly language: string
  readonly text: string
  /** Another terminal than the one in which the reader works. */
  readonly terminal: string | undefined
  /** A variant of the receiver, for this library. */
  readonly receiver: string | undefined
  /** What the answer must show. */
  readonly answers: readonly string[]
}

const FENCED = /(?:^<!-- (\w+): (.*) -->\n)?^```(\w+)\n([\s\S]*?)^```$/gm

export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(FENCED)].map(([, mark, value = '', language = '', text = '']) => ({
    language,
    text,
    terminal: mark === 'terminal' ? value : undefined,
    receiver: mark === 'receiver' ? value : undefined,
    answers: mark === 'answers' ? wordsOf(value) : [],
  }))

/** `verified: payment.succeeded` is one text; other words stand for themselves. */
const wordsOf = (value: string): string[] => value.split(/(?<!:) /)

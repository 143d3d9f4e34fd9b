import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../api/call.ts'
import { Problem } from '../api/problem.ts'
import { readSessionAgain } from '../api/session.ts'
import { newKey } from '../browser.ts'
import type { Json } from '../shape/value.ts'

export type Sending = 'idle' | 'busy' | { readonly answer: Json } | { readonly error: unknown }

export const errorOf = (state: Sending): unknown =>
  typeof state === 'object' && 'error' in state ? state.error : undefined
export const answerOf = (state: Sending): Json | undefined =>
  typeof state === 'object' && 'answer' in state ? state.answer : undefined

/**
 * Sends what a person has decided. One key for one intent: the same body is the same intent, however often it is sent,
 * until the API says that it needs a new key. What is open is read again afterwards.
 */
export function useSending() {
  const [state, setState] = useState<Sending>('idle')
  const intent = useRef({ text: '', key: '' })
  const client = useQueryClient()
  const send = async (route: string, body?: unknown, params: Readonly<Record<string, string>> = {}) => {
    const error = errorOf(state)
    const isOver = error instanceof Problem && error.retry === 'new_key'
    const text = JSON.stringify([route, params, body])
    if (isOver || intent.current.text !== text) intent.current = { text, key: newKey() }
    setState('busy')
    try {
      const options = { params, key: intent.current.key, ...(body === undefined ? {} : { body }) }
      const answer = await call(route, options)
      intent.current = { text: '', key: '' }
      setState({ answer })
      void client.invalidateQueries()
      readSessionAgain()
      return answer
    } catch (problem) {
      setState({ error: problem })
      return undefined
    }
  }
  return { state, send }
}

const AT_ONCE = 32

/** POSTs a body under a key, and answers what came back. Throws when it was refused. */
export async function callApi<T>(url: string, authorization: string, key: string, body: unknown): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  if (answer.status >= 300) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** Makes `count` things, some at a time, and answers them in order. */
export async function inLanes<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) made[index] = await make(index)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return made
}

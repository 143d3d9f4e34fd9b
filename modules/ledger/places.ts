/** Places from 1 for ids as they are met; 0 stands for none. SQL reads `ids` by them. */
export function createPlaces() {
  const ids: string[] = []
  const places = new Map<string, number>()
  return {
    ids,
    /** A new place when the id was not met before. */
    placeOf(id: string | null | undefined): number {
      if (id === null || id === undefined) return 0
      const known = places.get(id)
      if (known !== undefined) return known
      ids.push(id)
      places.set(id, ids.length)
      return ids.length
    },
    /** 0 when the id was not met. */
    find: (id: string): number => places.get(id) ?? 0,
  }
}

import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ListSearch } from './search'

/**
 * What the page keeps in its address, and how to change parts of it. Going back leads to the page before, not through
 * every filter that was tried.
 */
export function useAddress<S extends object = ListSearch>(): [S, (changes: Partial<S>) => void] {
  const search = useSearch({ strict: false } as never) as unknown as S
  const navigate = useNavigate()
  return [search, (changes) => void navigate({ to: '.', search: ((old: object) => ({ ...old, ...changes })) as never, replace: true })]
}

import type { QueryClient } from '@tanstack/react-query'
import { keptKey, takeSession } from '@/shared/api/session'
import { read } from './kept'
import { bounds } from './rules'

/** Shows what this machine keeps of a company, or of the one it keeps: whoever was there last is there again, without a token. */
export async function restore(client: QueryClient, slug?: string) {
  const session = await refill(client, slug ?? localStorage.getItem(keptKey)?.split('/')[1] ?? '')
  if (session) takeSession(session)
  return session
}

/** Puts what is kept back into memory, where nothing newer is, to stay there while there is no network. */
export async function refill(client: QueryClient, slug: string) {
  const owner = localStorage.getItem(keptKey)
  const kept = owner?.endsWith(`/${slug}`) ? await read(owner) : null
  if (!kept || localStorage.getItem(keptKey) !== owner) return null
  client.setQueryDefaults([], { gcTime: bounds.age })
  for (const { key, data, at } of kept.answers) {
    if ((client.getQueryState(key)?.dataUpdatedAt ?? 0) < at) client.setQueryData(key, data, { updatedAt: at })
  }
  return kept.session
}

/** The network is back: everything is asked for anew. */
export function refresh(client: QueryClient) {
  client.setQueryDefaults([], {})
  void client.invalidateQueries()
}

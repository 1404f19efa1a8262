import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { takeSession } from '@/shared/api/session'
import type { Session } from '@/shared/api/types'

/** Whether an address inside the app belongs to one of these companies. */
function isOwn(next: string | undefined, session: Session): next is string {
  const slug = next?.split('/')[1]
  return slug !== undefined && session.tenants.some((t) => t.slug === slug)
}

/**
 * Takes a new session and goes where the person was heading, else to Today of their company. With several companies and
 * no address to go to it answers false: they choose.
 */
export function useEntry(next?: string): (session: Session) => Promise<boolean> {
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useCallback(async (session) => {
    queryClient.clear() // nothing of the person before
    takeSession(session)
    if (isOwn(next, session)) await navigate({ href: next, replace: true })
    else if (session.tenants.length === 1) await navigate({ to: '/$slug/today', params: { slug: session.tenants[0]!.slug }, replace: true })
    else return false
    return true
  }, [navigate, queryClient, next])
}

import { api } from '@/shared/api/client'

const key = 'kith.signOn.next'

/** Leaves for a company's sign-on; `next` is the address inside the app to go on at. */
export async function leaveForSignOn(slug: string, { email, next, again }: { email?: string; next?: string; again?: boolean } = {}): Promise<void> {
  const { url } = await api.post('/auth/sso/begin', { body: { slug, email, again } })
  if (next) sessionStorage.setItem(key, next)
  else sessionStorage.removeItem(key)
  location.assign(url)
}

/** Where to go on after the sign-on, once. */
export function takeNext(): string | undefined {
  const next = sessionStorage.getItem(key) ?? undefined
  sessionStorage.removeItem(key)
  return next?.startsWith('/') && !next.startsWith('//') ? next : undefined
}

/** The domain of a whole e-mail address; empty while it is typed. */
export const domainOf = (email: string): string => /^[^\s@]+@([^\s@]+\.[^\s@.]{2,})$/.exec(email.trim())?.[1]?.toLowerCase() ?? ''

/** The address of this page, to come back to. */
export const here = (): string => location.pathname + location.search

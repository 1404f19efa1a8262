import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { useNavigate } from '@tanstack/react-router'
import { api } from '@/shared/api/client'
import { meQuery } from '@/shared/api/me'
import { dropSession, unkeep } from '@/shared/api/session'
import type { Language } from '@/shared/api/types'
import { switchLanguage } from '@/shared/i18n'
import { erase } from '@/shared/offline/kept'
import { complain } from '@/shared/ui/undoable'

/** Logs out: the server ends the session, this tab forgets everything it showed or kept half typed. What is kept for when there is no network goes first. */
export function useLogout(navigate: ReturnType<typeof useNavigate>, queryClient: QueryClient) {
  return async () => {
    unkeep()
    await erase().catch(() => undefined) // a browser without a store keeps nothing
    try {
      await api.post('/auth/logout')
    } catch (error) {
      complain(error)
      return // the cookie still lives: saying 'logged out' would be untrue
    }
    dropSession()
    sessionStorage.clear()
    for (const key of Object.keys(localStorage)) if (key.startsWith('kith.note.')) localStorage.removeItem(key)
    await navigate({ to: '/login', search: {} })
    queryClient.clear()
  }
}

/** Switches the language here at once and remembers it for the person. */
export function useChooseLanguage() {
  const queryClient = useQueryClient()
  return (language: Language) => {
    void switchLanguage(language)
    queryClient.setQueryData(meQuery().queryKey, (me) => me && { ...me, user: { ...me.user, language } })
    api.patch('/me', { body: { language } }).then(
      () => queryClient.invalidateQueries({ queryKey: meQuery().queryKey }),
      complain,
    )
  }
}

import { useQueryClient, type Query } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import dayjs from 'dayjs'
import i18next from 'i18next'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import { refreshSession } from '@/shared/api/refresh'
import { currentSession, isAway, sessionRenewed, useSession } from '@/shared/api/session'
import { useFormat } from '@/shared/i18n/format'
import { keepAnswers } from '@/shared/offline/keep'
import { refill, refresh, restore } from '@/shared/offline/restore'
import { isShown } from '@/shared/offline/rules'
import { tellWorker } from '@/shared/offline/worker'
import classes from './AppLayout.module.css'

export { restore }

const tryAgain = 15_000

/** Keeps what can be read without a network, and says so when there is none. */
export function Away() {
  const client = useQueryClient()
  useEffect(() => { keepAnswers(client); void tellWorker(i18next.language) }, [client])
  useSession()
  useOnline()
  return isAway() ? <Banner /> : null
}

function useOnline(): boolean {
  return useSyncExternalStore(listen, () => navigator.onLine)
}

function listen(tell: () => void) {
  addEventListener('online', tell)
  addEventListener('offline', tell)
  return () => { removeEventListener('online', tell); removeEventListener('offline', tell) }
}

function Banner() {
  const { t } = useTranslation('offline')
  const format = useFormat()
  const online = useOnline()
  const at = useLoadedAt()
  useReturn(online)
  const time = at && (dayjs(at).isSame(dayjs(), 'day') ? format.time : format.dateTime)(new Date(at).toISOString())
  return <div className={classes.banner} role="status">{t(online ? 'unreached' : 'away')} {time ? t('seen', { time }) : t('unseen')} {t('saving')}</div>
}

/** When the oldest of what the page shows was loaded. */
function useLoadedAt(): number | undefined {
  const cache = useQueryClient().getQueryCache()
  const of = (queries: Query[]) => queries.filter((q) => q.isActive() && q.state.data !== undefined && isShown(q.queryKey)).map((q) => q.state.dataUpdatedAt)
  return useSyncExternalStore(useCallback((tell) => cache.subscribe(tell), [cache]), () => of(cache.getAll()).toSorted((a, b) => a - b)[0])
}

/** What is kept comes into memory; a page that came up with it tries for a session, and the return of the network asks for everything anew. */
function useReturn(online: boolean) {
  const client = useQueryClient()
  const { slug } = useParams({ from: '/$slug' })
  useEffect(() => { void refill(client, slug).catch(() => undefined) }, [client, slug])
  useEffect(() => {
    const renew = () => { if (navigator.onLine && isAway()) void renewed(slug) }
    renew()
    const timer = setInterval(renew, tryAgain)
    return () => clearInterval(timer)
  }, [slug, online])
  useEffect(() => () => { if (!isAway()) refresh(client) }, [client])
}

/** Asks for a session in place of the kept one; when it is refused, the person logs in again over the page. */
async function renewed(slug: string) {
  const before = currentSession()?.user.id
  try {
    const { user } = await refreshSession(slug)
    if (user.id !== before) location.reload() // somebody else has logged in from another tab
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) void sessionRenewed()
  }
}

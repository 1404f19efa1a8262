import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import i18next from 'i18next'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { isReadOnly, useCan, useMe } from '@/shared/api/me'
import { PageSkeleton } from '@/shared/ui/Skeletons'
import classes from './AppLayout.module.css'
import { PaletteKeys } from './PaletteKeys'
import { PhoneBar } from './PhoneBar'
import { Rail } from './Rail'
import { Shortcuts } from './Shortcuts'

// Its words are needed when nothing can be fetched any more, so they come with it; without them there is no banner.
const Away = lazy(() => i18next.loadNamespaces('offline').then(() => import('./Away')).then((m) => ({ default: m.Away }), () => ({ default: () => null })))
const Overlays = lazy(() => import('./Overlays').then((m) => ({ default: m.Overlays })))
const OwnerNotice = lazy(() => i18next.loadNamespaces(['billing', 'access', 'problemSettings']).then(() => import('./OwnerNotice')).then((m) => ({ default: m.OwnerNotice })))

/** The frame round every page of a company. */
export function AppLayout() {
  const { t } = useTranslation(['nav', 'problem'])
  const { slug } = useParams({ from: '/$slug' })
  const main = useRef<HTMLElement>(null)
  const owns = useCan()('billing', 'read')
  const closed = isReadOnly(useMe())
  useFocusOnNavigation(main)
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus() }}>{t('skip')}</a>
      <Rail slug={slug} />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Suspense fallback={null}><Away /></Suspense>
        {owns ? <Suspense fallback={null}><OwnerNotice /></Suspense> : closed ? <div className={classes.banner} role="status">{t('problem:tenant.read_only')}</div> : null}
        <div className={classes.page}>
          <Suspense fallback={<PageSkeleton />}><Outlet /></Suspense>
        </div>
      </main>
      <PhoneBar slug={slug} />
      <PaletteKeys slug={slug} />
      <Shortcuts slug={slug} />
      <Suspense fallback={null}><Overlays /></Suspense>
    </div>
  )
}

/** A new page is read from its start; a changed filter in the address is not a new page. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>) {
  const path = useLocation({ select: (l) => l.pathname })
  const first = useRef(true)
  useEffect(() => {
    if (first.current) { first.current = false; return }
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
  }, [path, main])
}

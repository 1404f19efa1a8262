import { UnstyledButton } from '@mantine/core'
import { IconMenu2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Suspense, lazy, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { navFor } from '../nav'
import classes from './AppLayout.module.css'

const Sheet = lazy(() => import('./PhoneSheet').then((m) => ({ default: m.PhoneSheet })))

/** The menu of a phone: four entries at the thumb, the rest in a sheet. */
export function PhoneBar({ slug }: { slug: string }) {
  const { t } = useTranslation('nav')
  const [open, setOpen] = useState<boolean | null>(null)
  const entries = navFor(useMe())
  return (
    <nav className={classes.bar} aria-label={t('main')}>
      {entries.slice(0, 4).map((entry) => <BarLink key={entry.code} entry={entry} slug={slug} />)}
      <UnstyledButton className={classes.entry} onClick={() => setOpen(true)} aria-expanded={open === true} aria-haspopup="dialog">
        <IconMenu2 size={22} stroke={1.75} aria-hidden />
        <span>{t('more')}</span>
      </UnstyledButton>
      {open === null ? null : <Suspense><Sheet slug={slug} open={open} onClose={() => setOpen(false)} entries={entries.slice(4)} /></Suspense>}
    </nav>
  )
}

/** One entry of the bar or of its sheet. */
export function BarLink({ entry, slug, onClick }: { entry: ReturnType<typeof navFor>[number]; slug: string; onClick?: () => void }) {
  const { t } = useTranslation('nav')
  const Icon = entry.icon
  return (
    <Link className={classes.entry} to={entry.to} params={{ slug }} onClick={onClick} activeOptions={{ includeSearch: false }}>
      <Icon size={22} stroke={1.75} aria-hidden />
      <span>{t(entry.code)}</span>
    </Link>
  )
}

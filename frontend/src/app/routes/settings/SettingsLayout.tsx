import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { useDocumentTitle } from '@/shared/ui/PageHeader'
import classes from './Settings.module.css'
import { groups, sectionsFor, type Section } from './sections'

/** The settings: a list of sections at the side; on a phone first the list, then the section. */
export function SettingsLayout() {
  const { t } = useTranslation(['settings', 'nav'])
  const { slug } = useParams({ from: '/$slug' })
  const atIndex = useLocation({ select: (l) => l.pathname.replace(/\/$/, '').endsWith('/settings') })
  return (
    <div className={classes.frame} data-index={atIndex || undefined}>
      <SectionList slug={slug} />
      <div className={classes.content}>
        <Link className={classes.back} to="/$slug/settings" params={{ slug }}><IconChevronLeft size={18} aria-hidden />{t('nav:settings')}</Link>
        <Outlet />
      </div>
    </div>
  )
}

function SectionList({ slug }: { slug: string }) {
  const { t } = useTranslation(['settings', 'nav'])
  const sections = sectionsFor(useMe())
  return (
    <nav className={classes.nav} aria-label={t('nav:settings')}>
      {groups.map((group) => {
        const entries = sections.filter((s) => s.group === group)
        if (entries.length === 0) return null
        return (
          <div key={group} className={classes.group}>
            <h2 id={`settings-${group}`}>{t(`group.${group}`)}</h2>
            <ul aria-labelledby={`settings-${group}`}>{entries.map((s) => <Entry key={s.code} section={s} slug={slug} />)}</ul>
          </div>
        )
      })}
    </nav>
  )
}

function Entry({ section: { code, to, icon: Icon }, slug }: { section: Section; slug: string }) {
  const { t } = useTranslation('settings')
  return (
    <li>
      <Link className={classes.entry} to={to} params={{ slug }} activeOptions={{ includeSearch: false }}>
        <Icon size={18} stroke={1.75} aria-hidden />
        <span>{t(`section.${code}`)}</span>
        <IconChevronRight className={classes.chevron} size={18} aria-hidden />
      </Link>
    </li>
  )
}

/** `/settings` itself, which only a phone stops at. */
export function SettingsIndex() {
  const { t } = useTranslation('nav')
  useDocumentTitle(t('settings'))
  return null
}

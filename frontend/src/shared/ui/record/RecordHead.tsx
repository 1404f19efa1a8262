import { ActionIcon, Title } from '@mantine/core'
import { IconArrowLeft, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListPath } from '@/shared/api/list'
import { useMe } from '@/shared/api/me'
import { useNeighbours } from '@/shared/api/neighbours'
import { useDocumentTitle } from '../PageHeader'
import classes from './Record.module.css'

interface RecordHeadProps {
  /** The list it belongs to: '/contacts'. */
  path: ListPath
  id: string
  /** For the tab's title. */
  name: string
  /** Of the list: 'Contacts'. */
  listLabel: string
  /** Before the name: a face. */
  mark?: ReactNode
  /** The name, edited in place where one may. */
  title: ReactNode
  below?: ReactNode
  actions?: ReactNode
}

/** The head of a record's page: back to its list, the one before and after in it, its name, what can be done with it. */
export function RecordHead({ path, id, name, listLabel, mark, title, below, actions }: RecordHeadProps) {
  const { slug } = useMe().tenant
  const { previous, next, search } = useNeighbours(path, id)
  useDocumentTitle(name)
  return (
    <header className={classes.head}>
      <div className={classes.way}>
        <Link to={`/${slug}${path}` as '/'} search={search as never} className={classes.back}><IconArrowLeft size={15} aria-hidden />{listLabel}</Link>
        {previous || next ? <Pager slug={slug} path={path} previous={previous} next={next} /> : null}
      </div>
      <div className={classes.titleLine}>
        {mark}
        <div className={classes.titleText}>
          <Title order={1} className={classes.title}>{title}</Title>
          {below ? <div className={classes.below}>{below}</div> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </div>
    </header>
  )
}

function Pager({ slug, path, previous, next }: { slug: string; path: string; previous?: string; next?: string }) {
  const { t } = useTranslation('common')
  const step = (label: string, id: string | undefined, icon: ReactNode) => id
    ? <ActionIcon component={Link} to={`/${slug}${path}/${id}` as '/'} aria-label={label} title={label}>{icon}</ActionIcon>
    : <ActionIcon disabled aria-label={label}>{icon}</ActionIcon>
  return (
    <nav className={classes.pager} aria-label={t('pager.label')}>
      {step(t('pager.previous'), previous, <IconChevronLeft size={18} aria-hidden />)}
      {step(t('pager.next'), next, <IconChevronRight size={18} aria-hidden />)}
    </nav>
  )
}

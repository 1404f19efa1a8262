import { Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeMe } from '@/shared/api/me'
import { announce } from '@/shared/lib/announce'
import classes from './PageHeader.module.css'

interface PageHeaderProps {
  /** The page's name: its h1, the document's title, and what is announced when it opens. */
  title: string
  /** Beside the title: a status, a count. */
  aside?: ReactNode
  /** Under the title: what it belongs to. */
  below?: ReactNode
  /** Buttons at the end of the line. */
  actions?: ReactNode
}

/** The head of every page. */
export function PageHeader({ title, aside, below, actions }: PageHeaderProps) {
  useDocumentTitle(title)
  return (
    <header className={classes.header}>
      <div className={classes.text}>
        <div className={classes.line}>
          <Title order={1} className={classes.title}>{title}</Title>
          {aside}
        </div>
        {below ? <div className={classes.below}>{below}</div> : null}
      </div>
      {actions ? <div className={classes.actions}>{actions}</div> : null}
    </header>
  )
}

/** Sets the tab's title and tells screen readers that a page opened. For pages that draw their own head. */
export function useDocumentTitle(title: string) {
  const { t } = useTranslation('nav')
  const company = useMaybeMe()?.tenant.name
  useEffect(() => { document.title = [title, company, 'Kith'].filter(Boolean).join(' · ') }, [title, company])
  useEffect(() => { announce(t('nav:opened', { page: title })) }, [title, t])
}

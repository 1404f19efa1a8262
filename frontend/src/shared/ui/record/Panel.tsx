import { Button } from '@mantine/core'
import { Children, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Record.module.css'

interface PanelListProps {
  label: string
  /** Said when there is nothing. */
  none: string
  children: ReactNode
  more?: { busy: boolean; load: () => void }
}

/** A short list beside a record: `PanelRow`s. */
export function PanelList({ label, none, children, more }: PanelListProps) {
  const { t } = useTranslation('common')
  if (Children.count(children) === 0) return <p className={classes.quiet}>{none}</p>
  return (
    <>
      <ul className={classes.panel} aria-label={label}>{children}</ul>
      {more ? <Button size="compact-sm" variant="subtle" loading={more.busy} onClick={more.load}>{t('action.loadMore')}</Button> : null}
    </>
  )
}

interface PanelRowProps { mark?: ReactNode; title: ReactNode; text?: ReactNode; actions?: ReactNode }

export function PanelRow({ mark, title, text, actions }: PanelRowProps) {
  return (
    <li className={classes.row}>
      {mark}
      <span className={classes.rowText}>
        <span className={classes.rowTitle}>{title}</span>
        {text ? <span className={classes.quiet}>{text}</span> : null}
      </span>
      {actions ? <span className={classes.rowActions}>{actions}</span> : null}
    </li>
  )
}

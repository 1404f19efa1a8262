import { Button } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import { Avatar } from '@/shared/ui/Avatar'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { whoQuery, type Subject } from './explainQuery'
import { useReason } from './useReason'
import classes from './Explain.module.css'

const WhyForm = lazy(() => import('./WhyForm').then((m) => ({ default: m.WhyForm })))

/** Who sees a record and why; and for one who does not, why not. For record pages, looked up when asked for. */
export function WhoPanel({ about }: { about: Subject }) {
  const { t } = useTranslation('access')
  const can = useCan()
  const [open, setOpen] = useState(false)
  if (!open) return <div><Button size="compact-sm" variant="light" leftSection={<IconEye size={14} aria-hidden />} onClick={() => setOpen(true)}>{t('who.open')}</Button></div>
  return (
    <div className={classes.panel}>
      <Who about={about} />
      {can('role', 'read') ? <Suspense fallback={null}><WhyForm about={about} /></Suspense> : null}
    </div>
  )
}

function Who({ about }: { about: Subject }) {
  const { t } = useTranslation(['access', 'nav'])
  const reasons = useReason()
  const query = useQuery(whoQuery(about))
  if (query.isPending) return <ListSkeleton rows={3} />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return (
    <ul className={classes.list} aria-label={t('who.title')}>
      {query.data.map((sight) => (
        <li key={sight.userId} className={classes.row}>
          <Avatar name={sight.name} size={28} />
          <span className={classes.text}>
            <span>{sight.name} <span className={classes.quiet}>· {sight.roleName || t(`nav:roles.${sight.role}`)}</span></span>
            <span className={classes.quiet}>{reasons(sight).join('; ')}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

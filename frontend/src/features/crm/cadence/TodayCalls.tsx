import { Button } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { useFormat } from '@/shared/i18n/format'
import { queueQuery } from './cadenceQuery'
import classes from './Calls.module.css'

/** How many of one's leads are to be called now, and the way there; nothing when there are none. */
export function TodayCalls() {
  const { t } = useTranslation('selling')
  const format = useFormat()
  const { slug } = useMe().tenant
  const due = useQuery(queueQuery('mine')).data?.due ?? 0
  if (due === 0) return null
  return (
    <div className={classes.todayLine}>
      <span>{t('today', { count: due, n: format.number(due) })}</span>
      <Button component={Link} to={`/${slug}/calls`} size="sm" leftSection={<IconPhone size={16} aria-hidden />}>{t('start')}</Button>
    </div>
  )
}

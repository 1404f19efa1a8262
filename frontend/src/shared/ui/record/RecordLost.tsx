import { Button } from '@mantine/core'
import { IconGhost } from '@tabler/icons-react'
import { Link, Navigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import { ApiProblem } from '@/shared/api/problem'
import { EmptyState } from '../EmptyState'
import { ErrorState } from '../ErrorState'
import type { AbsentProps } from './RecordAbsent'

/** Gone or hidden (the two look alike on purpose), or failed. What was merged into another leads there. */
export function RecordLost({ query, path, listLabel }: AbsentProps) {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  const heir = query.error instanceof ApiProblem ? query.error.params.mergedInto : undefined
  if (typeof heir === 'string') return <Navigate to={`/${slug}${path}/${heir}` as '/'} replace />
  if (!(query.error instanceof ApiProblem) || query.error.status !== 404) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return (
    <EmptyState icon={<IconGhost size={24} stroke={1.75} />} title={t('error.lost')} text={t('error.lostHint')}
      action={<Button component={Link} to={`/${slug}${path}` as '/'} variant="default">{t('error.toList', { list: listLabel })}</Button>} />
  )
}

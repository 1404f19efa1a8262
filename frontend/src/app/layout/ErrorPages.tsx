import { Button, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import { problemText } from '@/shared/i18n/problemText'
import { EmptyState } from '@/shared/ui/EmptyState'
import { ErrorState } from '@/shared/ui/ErrorState'

/** What a page shows when it could not be loaded or broke while drawing. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('common')
  const router = useRouter()
  const queryClient = useQueryClient()
  if (error instanceof ApiProblem && error.status === 404) return <LostPage />
  const again = () => { void queryClient.resetQueries(); reset(); void router.invalidate() }
  if (error instanceof ApiProblem || error instanceof NetworkFailure) return <ErrorState error={error} onRetry={again} />
  return (
    <EmptyState title={t('error.page')} text={`${t('error.pageHint')} ${problemText(error)}`}
      action={<Group justify="center"><Button onClick={() => location.reload()}>{t('action.reload')}</Button></Group>} />
  )
}

/** Nothing at this address, or nothing this person may see: the two look alike on purpose. */
export function LostPage() {
  const { t } = useTranslation('common')
  return <EmptyState title={t('error.lost')} text={t('error.lostHint')} action={<Button component={Link} to="/" variant="default">{t('error.home')}</Button>} />
}

import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import type { Activity } from '@/shared/api/types'
import type { Via } from '@/shared/api/typesReach'
import { complain } from '@/shared/ui/undoable'
import { useActivities } from './activityQuery'

/** What Kith carried for somebody, and how that went: one that failed says why, and who wrote it can try again. */
export function Carried({ entry, via }: { entry: Activity; via: Via }) {
  const { t } = useTranslation('reach')
  const { refresh } = useActivities()
  const me = useMe().user.id
  const again = useMutation({ mutationFn: () => api.post('/emails/{id}/retry', { path: { id: entry.id } }), onError: complain, onSettled: refresh })
  return (
    <>
      <b>{via.subject}</b>
      <div>{entry.text}</div>
      <Text size="xs" mt={6} c={via.state === 'failed' ? 'var(--k-bad)' : 'dimmed'} role="status">{via.state === 'failed' ? t(`failed.${via.why ?? 'refused'}`) : t(`state.${via.state}`)}</Text>
      {via.state === 'failed' && entry.actorId === me ? <Button size="compact-sm" variant="light" mt={6} loading={again.isPending} onClick={() => again.mutate()}>{t('common:action.retry')}</Button> : null}
    </>
  )
}

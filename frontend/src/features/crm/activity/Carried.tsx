import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useMe } from '@/shared/api/me'
import type { Activity } from '@/shared/api/types'
import type { Via } from '@/shared/api/typesReach'
import { useFormat } from '@/shared/i18n/format'
import { complain } from '@/shared/ui/undoable'
import { useActivities } from './activityQuery'

interface CarriedProps { entry: Activity; via: Via }

/** What Kith carried for somebody, and how that went. */
export function Carried({ entry, via }: CarriedProps) {
  return entry.type === 'call' ? <Standing via={via} of="call" /> : (
    <>
      <b>{via.subject}</b>
      <div>{entry.text}</div>
      <Standing via={via} of="email" />
      <Again entry={entry} via={via} />
    </>
  )
}

function Standing({ via, of }: { via: Via; of: 'email' | 'call' }) {
  const { t } = useTranslation('reach')
  const format = useFormat()
  const failed = via.state === 'failed'
  const key = failed ? `${of}.failed.${via.why ?? 'refused'}` : via.state === 'ended' && via.seconds ? 'call.spoke' : `${of}.state.${via.state}`
  return <Text size="xs" mt={6} c={failed ? 'var(--k-bad)' : 'dimmed'} role="status">{t(key, { duration: format.duration(via.seconds ?? 0) })}</Text>
}

/** A mail that was not sent can be tried again by who wrote it. */
function Again({ entry, via }: CarriedProps) {
  const { t } = useTranslation('common')
  const { refresh } = useActivities()
  const me = useMe().user.id
  const again = useMutation({ mutationFn: () => api.post('/emails/{id}/retry', { path: { id: entry.id } }), onError: complain, onSettled: refresh })
  if (via.state !== 'failed' || entry.actorId !== me) return null
  return <Button size="compact-sm" variant="light" mt={6} loading={again.isPending} onClick={() => again.mutate()}>{t('action.retry')}</Button>
}

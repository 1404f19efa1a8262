import { Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { erasureQuery, requestsQuery } from './privacyQuery'

/** Asks for everything that is known about a person, as a file. */
export function ReportDialog({ contact, onClose }: { contact: string; onClose: () => void }) {
  const { t } = useTranslation('privacy')
  const client = useQueryClient()
  const { data } = useQuery(erasureQuery(contact))
  const ask = async () => {
    await api.post('/contacts/{id}/data-report', { path: { id: contact } })
    await client.invalidateQueries({ queryKey: requestsQuery().queryKey })
  }
  return (
    <ConfirmDialog opened onClose={onClose} title={t('report.title', { name: data?.name ?? '' })} confirmLabel={t('report.do')} onConfirm={ask}>
      <Text size="sm">{t('report.text')}</Text>
    </ConfirmDialog>
  )
}

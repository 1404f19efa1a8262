import { List, Modal, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { ErasurePreview } from '@/shared/api/typesPrivacy'
import { ConfirmDialog } from '@/shared/ui/ConfirmDialog'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { erasureQuery, requestsQuery } from './privacyQuery'

/** Has a person forgotten: what goes is shown before, and their name is typed, for nothing brings it back. */
export function EraseDialog({ contact, onClose }: { contact: string; onClose: () => void }) {
  const { t } = useTranslation('privacy')
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(erasureQuery(contact))
  const erase = async () => {
    await api.post('/contacts/{id}/erasure', { path: { id: contact }, body: { confirm: data?.name ?? '' } })
    await Promise.all([client.invalidateQueries({ queryKey: requestsQuery().queryKey }), client.invalidateQueries({ queryKey: ['/contacts'] })])
  }
  if (!data) {
    return (
      <Modal opened onClose={onClose} title={t('erase.title')} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ListSkeleton rows={4} height={24} />}
      </Modal>
    )
  }
  return (
    <ConfirmDialog opened onClose={onClose} title={t('erase.of', { name: data.name })} confirmLabel={t('erase.do')} onConfirm={erase} word={data.name.trim()} danger>
      <Goes preview={data} />
    </ConfirmDialog>
  )
}

function Goes({ preview }: { preview: ErasurePreview }) {
  const { t } = useTranslation('privacy')
  return (
    <>
      <Text size="sm" mb="xs">{t('erase.text')}</Text>
      <List size="sm" mb="xs">{preview.items.map((i) => <List.Item key={i.kind}>{t(`goes.${i.kind}`, { count: i.count })}</List.Item>)}</List>
      {preview.shared.length > 0 ? <Text size="sm" mb="xs">{t('erase.shared', { words: preview.shared.join(', ') })}</Text> : null}
      <Text size="sm" c="dimmed">{t('erase.stays')}</Text>
    </>
  )
}

import { Button, Modal } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '@/shared/api/types'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Attachment.module.css'
import { contentOf, type About } from './attachmentQuery'

interface PicturePreviewProps { about: About; file: Attachment; onClose: () => void; onSave: () => void }

/** A picture, as large as the screen has room for. */
export function PicturePreview({ about, file, onClose, onSave }: PicturePreviewProps) {
  const { t } = useTranslation('attachment')
  const query = useQuery({ queryKey: ['attachment', file.id], queryFn: ({ signal }) => contentOf(about, file, signal), gcTime: 0 })
  return (
    <Modal opened onClose={onClose} size="xl" title={file.name} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : query.data ? <Picture content={query.data} name={file.name} /> : <ListSkeleton rows={3} />}
      <Button mt="md" variant="light" leftSection={<IconDownload size={16} aria-hidden />} onClick={onSave}>{t('save')}</Button>
    </Modal>
  )
}

function Picture({ content, name }: { content: Blob; name: string }) {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    const address = URL.createObjectURL(content)
    setSource(address)
    return () => URL.revokeObjectURL(address)
  }, [content])
  return <img className={classes.picture} src={source} alt={name} />
}

import { ActionIcon, Button, Modal } from '@mantine/core'
import { useMediaQuery, useWindowEvent } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import classes from './Attachment.module.css'
import { contentOf, type About } from './attachmentQuery'
import { isPicture, useSource } from './shown'

interface ViewerProps {
  about: About
  /** What can be looked at, in the order of the list. */
  files: Attachment[]
  shown: Attachment
  onShow: (file: Attachment | null) => void
  onSave: (file: Attachment) => void
}

const swipe = 60

/** Pictures and PDFs, as large as the screen has room for; the arrows, and a finger, lead to the next. */
export function Viewer({ about, files, shown, onShow, onSave }: ViewerProps) {
  const { t } = useTranslation('attachment')
  const format = useFormat()
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const touched = useRef(0)
  const i = files.findIndex((f) => f.id === shown.id)
  const to = (step: number) => { const next = files[i + step]; if (next) onShow(next) }
  useWindowEvent('keydown', (event) => { // wherever the focus is: a button at the end of the row can't hold it
    if (event.key === 'ArrowLeft') to(-1)
    if (event.key === 'ArrowRight') to(1)
  })
  const onTouchEnd = (event: React.TouchEvent) => {
    const way = event.changedTouches[0]!.clientX - touched.current
    if (Math.abs(way) > swipe) to(way > 0 ? -1 : 1)
  }
  return (
    <Modal opened onClose={() => onShow(null)} size="xl" fullScreen={phone} title={shown.name} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <div onTouchStart={(e) => { touched.current = e.changedTouches[0]!.clientX }} onTouchEnd={onTouchEnd}><Content key={shown.id} about={about} file={shown} /></div>
      <div className={classes.below}>
        {files.length > 1 ? (
          <>
            <ActionIcon size="lg" variant="default" aria-label={t('previous')} disabled={i <= 0} onClick={() => to(-1)}><IconChevronLeft size={18} aria-hidden /></ActionIcon>
            <span role="status">{t('place', { n: format.number(i + 1), of: format.number(files.length) })}</span>
            <ActionIcon size="lg" variant="default" aria-label={t('next')} disabled={i >= files.length - 1} onClick={() => to(1)}><IconChevronRight size={18} aria-hidden /></ActionIcon>
          </>
        ) : null}
        <Button ms="auto" variant="light" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => onSave(shown)}>{t('save')}</Button>
      </div>
    </Modal>
  )
}

function Content({ about, file }: { about: About; file: Attachment }) {
  const query = useQuery({ queryKey: ['attachment', file.id], queryFn: ({ signal }) => contentOf(about, file, signal), gcTime: 0 })
  const source = useSource(query.data, file.mediaType)
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!source) return <ListSkeleton rows={3} />
  return isPicture(file) ? <img className={classes.picture} src={source} alt={file.name} /> : <iframe className={classes.pages} src={source} title={file.name} />
}

import { IconDownload, IconEye, IconFile, IconFileTypePdf, IconFileZip, IconPhoto, IconTrash, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { PanelRow } from '@/shared/ui/record/Panel'
import { RowMenu } from '@/shared/ui/RowMenu'
import classes from './Attachment.module.css'
import { useAttachments, type About } from './attachmentQuery'
import { canShow, isPicture } from './shown'
import { SmallPicture } from './SmallPicture'

const markOf = ({ mediaType }: Attachment): Icon => {
  if (mediaType.startsWith('image/')) return IconPhoto
  if (mediaType === 'application/pdf') return IconFileTypePdf
  return mediaType === 'application/zip' ? IconFileZip : IconFile
}

interface AttachmentRowProps { about: About; file: Attachment; may: boolean; onShow: (file: Attachment) => void; onSave: (file: Attachment) => void }

/** One file: its name opens a picture or a PDF, and saves anything else. */
export function AttachmentRow({ about, file, may, onShow, onSave }: AttachmentRowProps) {
  const { t } = useTranslation('attachment')
  const format = useFormat()
  const { remove } = useAttachments(about)
  const Mark = markOf(file)
  const shows = canShow(file)
  const save = () => onSave(file)
  const show = () => onShow(file)
  const mark = <Mark size={18} stroke={1.5} className={classes.mark} aria-hidden />
  const drop = () => { const text = t('common:deleted', { name: file.name }); announce(text); void remove(file, text) }
  const facts = [format.size(file.size), format.date(file.createdAt), file.createdByName].filter(Boolean).join(' · ')
  return (
    <PanelRow
      mark={isPicture(file) ? <SmallPicture about={about} file={file} fallback={mark} /> : mark}
      title={<button type="button" className={classes.name} onClick={shows ? show : save}>{file.name}</button>}
      text={facts}
      actions={(
        <RowMenu label={t('menu', { name: file.name })} entries={[
          shows && { label: t('show'), icon: IconEye, onClick: show },
          { label: t('save'), icon: IconDownload, onClick: save },
          may && { label: t('common:action.delete'), icon: IconTrash, danger: true, onClick: drop },
        ]} />
      )} />
  )
}

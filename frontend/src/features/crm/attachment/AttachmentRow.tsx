import { IconDownload, IconEye, IconFile, IconFileTypePdf, IconFileZip, IconPhoto, IconTrash, type Icon } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { download } from '@/shared/lib/download'
import { PanelRow } from '@/shared/ui/record/Panel'
import { RowMenu } from '@/shared/ui/RowMenu'
import { complain } from '@/shared/ui/undoable'
import classes from './Attachment.module.css'
import { contentOf, useAttachments, type About } from './attachmentQuery'
import { PicturePreview } from './PicturePreview'

/** The pictures that a browser can be trusted to draw. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

const markOf = ({ mediaType }: Attachment): Icon => {
  if (mediaType.startsWith('image/')) return IconPhoto
  if (mediaType === 'application/pdf') return IconFileTypePdf
  return mediaType === 'application/zip' ? IconFileZip : IconFile
}

/** One file: its name opens a picture and saves anything else. */
export function AttachmentRow({ about, file, may }: { about: About; file: Attachment; may: boolean }) {
  const { t } = useTranslation('attachment')
  const format = useFormat()
  const { remove } = useAttachments(about)
  const [shown, setShown] = useState(false)
  const Mark = markOf(file)
  const isPicture = pictures.has(file.mediaType)
  const save = () => { contentOf(about, file).then((content) => download(content, file.name)).catch(complain) }
  const drop = () => { const text = t('common:deleted', { name: file.name }); announce(text); void remove(file, text) }
  const facts = [format.size(file.size), format.date(file.createdAt), file.createdByName].filter(Boolean).join(' · ')
  return (
    <>
      <PanelRow
        mark={<Mark size={18} stroke={1.5} className={classes.mark} aria-hidden />}
        title={<button type="button" className={classes.name} onClick={isPicture ? () => setShown(true) : save}>{file.name}</button>}
        text={facts}
        actions={(
          <RowMenu label={t('menu', { name: file.name })} entries={[
            isPicture && { label: t('show'), icon: IconEye, onClick: () => setShown(true) },
            { label: t('save'), icon: IconDownload, onClick: save },
            may && { label: t('common:action.delete'), icon: IconTrash, danger: true, onClick: drop },
          ]} />
        )} />
      {shown ? <PicturePreview about={about} file={file} onClose={() => setShown(false)} onSave={save} /> : null}
    </>
  )
}

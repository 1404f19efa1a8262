import { Button } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Attachment } from '@/shared/api/types'
import { download } from '@/shared/lib/download'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PanelList } from '@/shared/ui/record/Panel'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import { attachmentsQuery, contentOf, type About } from './attachmentQuery'
import classes from './Attachment.module.css'
import { AttachmentRow } from './AttachmentRow'
import { SendingRow } from './SendingRow'
import { canShow } from './shown'
import { SpaceLine } from './SpaceLine'
import { useUploads } from './useUploads'
import { Viewer } from './Viewer'

/** The files beside a record, with a place to drop more. For the pages of contacts, companies and deals. */
export function AttachmentSection({ about }: { about: About }) {
  const { t } = useTranslation('attachment')
  const may = useCan()(about.kind, 'update')
  const query = useQuery(attachmentsQuery(about))
  const { sending, send } = useUploads(about, query.data?.space ?? null)
  const [over, setOver] = useState(false)
  const drop = (event: React.DragEvent) => { event.preventDefault(); setOver(false); send(event.dataTransfer.files) }
  const target = may ? { onDragOver: (e: React.DragEvent) => { e.preventDefault(); setOver(true) }, onDragLeave: () => setOver(false), onDrop: drop } : {}
  return (
    <Section title={t('title')} actions={may ? <Choose onChosen={send} /> : undefined}>
      <div className={classes.drop} data-over={over || undefined} {...target}>
        {query.isPending ? <ListSkeleton rows={1} /> : query.isError ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <Files about={about} files={query.data.items} may={may} />}
        {sending.map((s) => <SendingRow key={s.key} sending={s} />)}
        {may && query.data?.space ? <SpaceLine space={query.data.space} /> : null}
      </div>
    </Section>
  )
}

function Files({ about, files, may }: { about: About; files: Attachment[]; may: boolean }) {
  const { t } = useTranslation('attachment')
  const [shown, setShown] = useState<Attachment | null>(null)
  const save = (file: Attachment) => { contentOf(about, file).then((content) => download(content, file.name)).catch(complain) }
  return (
    <>
      <PanelList label={t('title')} none={t(may ? 'none' : 'noneToRead')}>
        {files.map((file) => <AttachmentRow key={file.id} about={about} file={file} may={may} onShow={setShown} onSave={save} />)}
      </PanelList>
      {shown ? <Viewer about={about} files={files.filter(canShow)} shown={shown} onShow={setShown} onSave={save} /> : null}
    </>
  )
}

function Choose({ onChosen }: { onChosen: (files: File[]) => void }) {
  const { t } = useTranslation('attachment')
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="compact-sm" variant="light" leftSection={<IconPaperclip size={15} aria-hidden />} onClick={() => input.current?.click()}>{t('add')}</Button>
      <input ref={input} type="file" multiple hidden aria-label={t('add')} onChange={(e) => { onChosen([...(e.currentTarget.files ?? [])]); e.currentTarget.value = '' }} />
    </>
  )
}

import { ActionIcon, Anchor, Group } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { kindOf, ownKey } from '@/shared/api/fields'
import { refusedField } from '@/shared/api/refused'
import type { Attachment } from '@/shared/api/types'
import { upload } from '@/shared/api/upload'
import { useFormat } from '@/shared/i18n/format'
import { download } from '@/shared/lib/download'
import { Fact } from '../record/Fact'
import { complain } from '../undoable'
import type { OwnFactProps } from './OwnFact'

const places: Partial<Record<string, string>> = { contact: '/contacts', company: '/companies', deal: '/deals', object_record: '/object-records' }
/** The address of the files of a kind of records; it is the same but for the beginning. */
const below = (kind: string) => `${places[kind]}/{id}/attachments/{attachmentId}` as '/contacts/{id}/attachments/{attachmentId}'

/** A file beside the record: its name saves it; another one takes its place, and stands among the record's files too. */
export function FileFact({ object, field, record, fixed, onSave }: OwnFactProps) {
  const { t } = useTranslation('field')
  const format = useFormat()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [share, setShare] = useState<number>()
  const leaving = useRef(new AbortController())
  useEffect(() => { const page = new AbortController(); leaving.current = page; return () => page.abort() }, [])
  const kind = kindOf(object)
  const id = record.custom?.[field.id]
  const file = typeof id === 'string' ? { id, name: record.customNames?.[id] ?? '—' } : null
  const may = !fixed && record.id !== undefined
  const store = (value: string | null, name: string | null) => onSave(value, name).catch((error: unknown) => { throw refusedField(error, ownKey(field.id), field.label) })
  const send = async (chosen: File) => {
    const { signal } = leaving.current
    setShare(0)
    try {
      const sent = await upload<Attachment>(`${places[kind]}/${record.id}/attachments`, chosen, { query: { fileName: chosen.name }, onProgress: setShare, signal })
      await store(sent.id, sent.name)
    } catch (error) {
      if (!signal.aborted) complain(error)
    }
    setShare(undefined)
    void client.invalidateQueries({ queryKey: ['attachments', kind, record.id] })
  }
  const save = () => { if (file) api.get(below(kind), { path: { id: record.id!, attachmentId: file.id } }).then((content) => download(content, file.name)).catch(complain) }
  const choose = t(file ? 'file.replace' : 'file.choose', { name: field.label })
  return (
    <Fact label={field.label} action={may ? (
      <Group gap={4} wrap="nowrap">
        {file ? <ActionIcon size="md" aria-label={t('file.clear', { name: field.label })} onClick={() => { store(null, null).catch(complain) }}><IconX size={16} aria-hidden /></ActionIcon> : null}
        <ActionIcon size="md" loading={share !== undefined} aria-label={choose} title={choose} onClick={() => input.current?.click()}><IconPaperclip size={16} aria-hidden /></ActionIcon>
        <input ref={input} type="file" hidden aria-label={choose} onChange={(e) => { const chosen = e.currentTarget.files?.[0]; e.currentTarget.value = ''; if (chosen) void send(chosen) }} />
      </Group>
    ) : null}>
      {share !== undefined ? <span role="status">{t('file.sending', { share: format.percent(share) })}</span>
        : file ? <Anchor component="button" type="button" inherit underline="always" ta="start" aria-label={t('file.save', { name: file.name })} onClick={save}>{file.name}</Anchor> : <span>—</span>}
    </Fact>
  )
}

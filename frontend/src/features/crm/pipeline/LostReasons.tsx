import { Button, Group, Textarea } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { reasonsQuery } from '@/shared/api/reasons'
import { Section } from '@/shared/ui/Section'
import { complain, undoable } from '@/shared/ui/undoable'

/** What deals are usually lost for: offered when a deal is marked as lost, beside any other words. */
export function LostReasons() {
  const { t } = useTranslation('pipeline')
  const { data } = useQuery(reasonsQuery())
  return <Section title={t('reasons.title')} text={t('reasons.text')}>{data ? <Editor key={data.join('\n')} reasons={data} /> : null}</Section>
}

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)

function Editor({ reasons }: { reasons: string[] }) {
  const { t } = useTranslation(['pipeline', 'common'])
  const client = useQueryClient()
  const [text, setText] = useState(reasons.join('\n'))
  const [busy, setBusy] = useState(false)
  const items = linesOf(text)
  const put = async (saw: string[], next: string[]) => {
    const saved = await api.put('/lost-reasons', { body: { saw, items: next } })
    client.setQueryData(reasonsQuery().queryKey, saved.items)
    return saved.items
  }
  const save = () => {
    setBusy(true)
    put(reasons, items).then((saved) => undoable({ message: t('reasons.saved'), undo: () => put(saved, reasons) }), complain).finally(() => setBusy(false))
  }
  return (
    <>
      <Textarea label={t('reasons.label')} value={text} onChange={(e) => setText(e.currentTarget.value)} autosize minRows={4} maxRows={16} />
      <Group justify="flex-end" mt="sm"><Button loading={busy} disabled={items.length === 0 || items.join('\n') === reasons.join('\n')} onClick={save}>{t('common:action.save')}</Button></Group>
    </>
  )
}

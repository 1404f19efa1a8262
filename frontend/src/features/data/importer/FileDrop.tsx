import { Button, Progress } from '@mantine/core'
import { IconTableImport, IconUpload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { announce } from '@/shared/lib/announce'
import classes from './Import.module.css'
import { importQuery, maxBytes, sendFile } from './importQuery'

/** Where a file is dropped or chosen, and how far it has been sent. */
export function FileDrop({ onUploaded }: { onUploaded: (data: Import) => void }) {
  const { t } = useTranslation('import')
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const { sending, problem, send, stop } = useSending(onUploaded)
  const take = (file: File | undefined) => { if (file) void send(file) }
  const drop = (event: React.DragEvent) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]) }
  return (
    <section className={classes.drop} data-over={over || undefined} aria-label={t('import:drop.title')} onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <span className={classes.dropIcon} aria-hidden><IconTableImport size={28} stroke={1.5} /></span>
      <h2>{t('import:drop.title')}</h2>
      <p className={classes.quiet}>{t('import:drop.text')}</p>
      {sending ? <Sending name={sending.name} share={sending.share} onStop={stop} /> : (
        <>
          <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={() => input.current?.click()}>{t('import:drop.choose')}</Button>
          <input ref={input} type="file" accept=".csv,.tsv,.txt,.xlsx,.vcf,.ics,text/csv,text/plain,text/vcard,text/calendar" hidden aria-label={t('import:drop.choose')} onChange={(e) => { take(e.currentTarget.files?.[0]); e.currentTarget.value = '' }} />
        </>
      )}
      {problem ? <p className={classes.problem} role="alert">{problem}</p> : null}
      <details className={classes.how}>
        <summary>{t('import:how.title')}</summary>
        <ul><li>{t('import:how.google')}</li><li>{t('import:how.outlook')}</li><li>{t('import:how.sheet')}</li><li>{t('import:how.crm')}</li><li>{t('import:how.phone')}</li><li>{t('import:how.calendar')}</li></ul>
      </details>
    </section>
  )
}

function Sending({ name, share, onStop }: { name: string; share: number; onStop: () => void }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const text = share < 1 ? t('import:drop.sending', { name, percent: format.percent(share) }) : t('import:drop.reading', { name })
  return (
    <div className={classes.sending}>
      <span role="status">{text}</span>
      <Progress value={share * 100} animated={share >= 1} aria-label={text} />
      <Button size="compact-sm" variant="subtle" onClick={onStop}>{t('common:action.cancel')}</Button>
    </div>
  )
}

function useSending(onUploaded: (data: Import) => void) {
  const { t } = useTranslation('import')
  const client = useQueryClient()
  const running = useRef<AbortController | null>(null)
  const [sending, setSending] = useState<{ name: string; share: number } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const send = async (file: File) => {
    if (file.size > maxBytes) return setProblem(t('import:drop.tooLarge'))
    running.current = new AbortController()
    setProblem(null)
    setSending({ name: file.name, share: 0 })
    try {
      const data = await sendFile(file, (share) => setSending({ name: file.name, share }), running.current.signal)
      client.setQueryData(importQuery(data.id).queryKey, data)
      void client.invalidateQueries({ queryKey: ['/imports', 'list'] })
      announce(t('import:drop.done', { name: file.name }))
      onUploaded(data)
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) setProblem(problemText(error))
    } finally {
      setSending(null)
    }
  }
  return { sending, problem, send, stop: () => running.current?.abort() }
}

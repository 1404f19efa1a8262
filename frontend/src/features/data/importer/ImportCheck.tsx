import { Alert, Button, Radio, Stack } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Import, ImportChange } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { Section } from '@/shared/ui/Section'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'
import { Forecast, looked } from './Forecast'
import classes from './Import.module.css'
import { MappingTable } from './MappingTable'
import { MatchBy } from './MatchBy'
import { PreviewTable } from './PreviewTable'
import { StageTable } from './StageTable'
import { useImportActions } from './importQuery'
import { WhatItHolds } from './WhatItHolds'

/** How the file was understood, what would happen with it, and the button that does it. */
export function ImportCheck({ data }: { data: Import }) {
  const { t } = useTranslation(['import', 'importMore'])
  const { change, busy, problem } = useChange(data)
  // What a calendar or an address card holds is named by the format, in its own words: for those who want to know.
  const closed = data.source === 'icalendar' || data.source === 'vcard'
  const mapping = <MappingTable object={data.object} columns={data.columns} onField={(index, field) => change({ columns: [{ index, field }] })} onChange={change} />
  const known = data.object === 'contact' ? t('import:duplicates.title') : t(`importMore:known.${data.object}.title`)
  return (
    <>
      <Source data={data} />
      <WhatItHolds data={data} onChange={change} />
      <Section title={t('import:mapping.title')} text={t('import:mapping.text')}>
        {closed ? <details><summary className={classes.parts}>{t('importMore:parts')}</summary>{mapping}</details> : mapping}
        {problem ? <Alert color="red" variant="light" mt="sm" role="alert">{problem}</Alert> : null}
      </Section>
      <StageTable data={data} onChange={change} />
      <Section title={known} text={data.match ? undefined : data.object === 'contact' ? t('import:duplicates.text') : t(`importMore:known.${data.object}.text`)}>
        <MatchBy data={data} onChange={(match) => change({ match })} />
        <Radio.Group aria-label={known} value={data.onDuplicate} onChange={(v) => change({ onDuplicate: v === 'skip' ? 'skip' : 'update' })}>
          <Stack gap={10}>
            <Radio value="update" label={t('import:duplicates.update')} description={t('import:duplicates.updateHint')} />
            <Radio value="skip" label={t('import:duplicates.skip')} description={data.object === 'contact' ? t('import:duplicates.skipHint') : t(`importMore:known.${data.object}.skip`)} />
          </Stack>
        </Radio.Group>
      </Section>
      <Section title={t('import:preview.title')} text={t('import:preview.text')}><PreviewTable data={data} busy={busy} /></Section>
      <Begin data={data} blocked={busy || problem !== null} />
    </>
  )
}

const products: Partial<Record<Import['source'], string>> = { google: 'Google Contacts', outlook: 'Outlook', hubspot: 'HubSpot', pipedrive: 'Pipedrive', salesforce: 'Salesforce', kommo: 'Kommo (amoCRM)', bitrix24: 'Bitrix24' }

/** Which program wrote the file, and its bones. */
function Source({ data }: { data: Import }) {
  const { t } = useTranslation('import')
  const format = useFormat()
  const product = products[data.source]
  const said = product ? t('import:source.product', { product }) : t(`import:source.${data.source === 'excel' || data.source === 'vcard' || data.source === 'icalendar' ? data.source : 'other'}`)
  return (
    <p className={classes.source}>
      <b>{data.fileName}</b>
      <StatusDot tone={product ? 'ok' : 'dim'}>{said}</StatusDot>
      <span>{t('import:rows', { count: data.total, n: format.number(data.total) })}</span>
    </p>
  )
}

function Begin({ data, blocked }: { data: Import; blocked: boolean }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  const { start } = useImportActions(data.id)
  const [busy, setBusy] = useState(false)
  const taken = data.created + data.updated
  const what = data.object === 'contact' ? 'import:start.button' : `importMore:start.${data.object}` as const
  const go = () => { setBusy(true); start().catch((error: unknown) => { complain(error); setBusy(false) }) }
  return (
    <Section title={t('import:start.title')}>
      <Forecast data={data} />
      <Button size="md" mt="md" loading={busy} disabled={blocked || taken === 0} rightSection={<IconArrowRight size={16} aria-hidden />} onClick={go}>
        {looked(data) < 1 ? t('importMore:start.rows', { count: data.total, n: format.number(data.total) }) : t(what, { count: taken, n: format.number(taken) })}
      </Button>
      {taken === 0 ? <p className={classes.quiet}>{t('import:start.nothing')}</p> : null}
    </Section>
  )
}

/** One change after the other; the preview of the last one counts. */
function useChange(data: Import) {
  const actions = useImportActions(data.id)
  const [waiting, setWaiting] = useState(0)
  const [problem, setProblem] = useState<string | null>(null)
  const tail = useRef<Promise<unknown>>(Promise.resolve())
  const latest = useRef(0)
  const change = (next: ImportChange) => {
    const turn = ++latest.current
    actions.show(next)
    setWaiting((n) => n + 1)
    tail.current = tail.current.then(() => actions.change(next)).then(
      (answer) => { if (turn === latest.current) { actions.take(answer); setProblem(null) } },
      (error: unknown) => { setProblem(problemText(error)) },
    ).finally(() => setWaiting((n) => n - 1))
  }
  return { change, busy: waiting > 0, problem }
}

import { Alert, Button, Group } from '@mantine/core'
import { IconAddressBook, IconArrowBackUp, IconDownload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import type { Import, ImportObject } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { announce } from '@/shared/lib/announce'
import { download } from '@/shared/lib/download'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'
import { CountList } from './CountList'
import { useImportedEffects } from './importQuery'
import { Remarks } from './Remarks'

const lists: Record<ImportObject, string> = { contact: 'contacts', company: 'companies', deal: 'deals', task: 'tasks' }

/** What has become of an import: its counts, the file of rows that could not be taken, the way to the records. */
export function ImportResult({ data }: { data: Import }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  const { slug } = useMe().tenant
  const effects = useImportedEffects()
  const title = t(`import:result.${data.state}`, { name: data.fileName })
  // eslint-disable-next-line react/exhaustive-deps -- once, when it has ended
  useEffect(() => { announce(title); effects() }, [data.id])
  return (
    <Section title={title} text={data.finishedAt ? format.dateTime(data.finishedAt) : undefined}>
      {data.error ? <Alert color="red" variant="light" mb="md">{reasonOf(data.error)}</Alert> : null}
      <CountList label={title} data={data} />
      <Remarks data={data} />
      <Group gap="xs" mt="lg">
        <Button component={Link} to={`/${slug}/${lists[data.object]}` as '/'} leftSection={<IconAddressBook size={16} aria-hidden />}>{data.object === 'contact' ? t('import:result.contacts') : t(`importMore:see.${data.object}`)}</Button>
        {data.failed + data.remarked > 0 ? <Errors data={data} /> : null}
        {data.created + data.updated > 0 ? <Undo data={data} /> : null}
      </Group>
    </Section>
  )
}

/** Takes back what was imported; what others changed since stays and is listed. */
function Undo({ data }: { data: Import }) {
  const { t } = useTranslation('import')
  const { slug } = useMe().tenant
  const may = useCan()('changeset', 'update')
  return may ? <Button component={Link} to={`/${slug}/changes` as '/'} search={{ id: data.id } as never} variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />}>{t('import:result.undo')}</Button> : null
}

const reasonOf = (code: string) => (i18next.exists(`problem:${code}`) ? i18next.t(`problem:${code}`) : i18next.t('problem:status.500'))

function Errors({ data }: { data: Import }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const fetchFile = () => {
    setBusy(true)
    api.get('/imports/{id}/errors', { path: { id: data.id } }).then((file) => download(file, t('import:result.errorFile')), complain).finally(() => setBusy(false))
  }
  return <Button variant="default" loading={busy} leftSection={<IconDownload size={16} aria-hidden />} onClick={fetchFile}>{data.failed > 0 ? t('import:result.errors', { count: data.failed, n: format.number(data.failed) }) : t('importMore:remark.file')}</Button>
}

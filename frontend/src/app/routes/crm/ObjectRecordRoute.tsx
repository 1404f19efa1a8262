import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Compose } from '@/features/crm/activity/Compose'
import { Timeline } from '@/features/crm/activity/Timeline'
import { LateAttachments } from '@/features/crm/attachment/LateAttachments'
import { RecordPage } from '@/features/crm/object/RecordPage'
import { TaskPanel } from '@/features/crm/task/TaskPanel'
import { useCan } from '@/shared/api/me'
import { Section } from '@/shared/ui/Section'

/** One record of a kind that the company has made, with the next steps, the timeline and its files. */
export function ObjectRecordRoute() {
  const { id } = useParams({ strict: false }) as { id: string }
  return <RecordPage key={id} id={id} main={() => <Main id={id} />} aside={() => <LateAttachments about={{ kind: 'object_record', id }} />} />
}

function Main({ id }: { id: string }) {
  const { t } = useTranslation('object')
  const may = useCan()
  const about = { kind: 'object_record' as const, id }
  return (
    <>
      {may('task', 'read') ? <Section title={t('next')}><TaskPanel about={about} /></Section> : null}
      {may('activity', 'read') ? <Section title={t('timeline')}><Compose about={about} /><Timeline kind="object_record" id={id} /></Section> : null}
    </>
  )
}

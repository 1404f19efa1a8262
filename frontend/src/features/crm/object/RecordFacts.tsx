import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Layout } from '@/shared/api/typesLayout'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import { useFormat } from '@/shared/i18n/format'
import { Fact } from '@/shared/ui/record/Fact'
import { FactPick } from '@/shared/ui/record/FactPick'
import { LaidOut } from '@/shared/ui/record/LaidOut'
import { useRecordActs } from './objectQuery'

interface RecordFactsProps {
  record: ObjectRecord
  code: OwnObject['code']
  /** A layout that is looked at before it is kept. */
  given?: Layout
}

/** What is known about a record of a kind that the company has made. */
export function RecordFacts({ record, code, given }: RecordFactsProps) {
  const { t } = useTranslation('object')
  const format = useFormat()
  const { save } = useRecordActs()
  const fixed = !useCan()('object_record', 'update')
  const facts = {
    ownerId: <FactPick field="ownerId" kind="person" label={t('owner')} value={{ id: record.ownerId, name: record.ownerName }} disabled={fixed} onSave={(ownerId, name) => save(record, { ownerId }, { ownerId, ownerName: name ?? '' })} />,
    createdAt: <Fact label={t('createdAt')}><span title={format.dateTime(record.createdAt)}>{format.date(record.createdAt)}</span></Fact>,
  }
  return <LaidOut object={code} title={t('facts')} record={record} save={(changes, shown) => save(record, changes, shown)} facts={facts} given={given} />
}

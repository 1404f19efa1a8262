import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import { useNeighbours } from '@/shared/api/neighbours'
import { objectsQuery } from '@/shared/api/objects'
import { refusedField } from '@/shared/api/refused'
import type { ObjectRecord, OwnObject } from '@/shared/api/typesObject'
import { ErrorState } from '@/shared/ui/ErrorState'
import { InlineText } from '@/shared/ui/form/InlineEdit'
import { useDocumentTitle } from '@/shared/ui/PageHeader'
import { LatePager } from '@/shared/ui/record/LatePager'
import { LateStar } from '@/shared/ui/record/LateStar'
import { RecordColumns } from '@/shared/ui/record/RecordColumns'
import classes from '@/shared/ui/record/Record.module.css'
import { RowMenu } from '@/shared/ui/RowMenu'
import { Section } from '@/shared/ui/Section'
import { PageSkeleton } from '@/shared/ui/Skeletons'
import { complain, undoable } from '@/shared/ui/undoable'
import { recordQuery, useRecordActs } from './objectQuery'
import { RecordFacts } from './RecordFacts'
import { RecordLinks } from './RecordLinks'

interface RecordPageProps {
  id: string
  /** What other features bring to the page: in the middle what happens, at the side what belongs to it. */
  main: (record: ObjectRecord) => ReactNode
  aside: (record: ObjectRecord) => ReactNode
}

/** Everything about one record of a kind that the company has made. */
export function RecordPage({ id, main, aside }: RecordPageProps) {
  const record = useQuery(recordQuery(id))
  const objects = useQuery(objectsQuery())
  const object = objects.data?.find((o) => o.id === record.data?.objectId)
  if (record.data && object) return <Loaded record={record.data} object={object} main={main} aside={aside} />
  const failed = [record, objects].find((q) => q.isError)
  return failed ? <ErrorState error={failed.error} onRetry={() => void failed.refetch()} /> : <PageSkeleton />
}

function Loaded({ record, object, main, aside }: { record: ObjectRecord; object: OwnObject } & Omit<RecordPageProps, 'id'>) {
  const { t } = useTranslation('object')
  return (
    <>
      <Head record={record} object={object} />
      <RecordColumns facts={<RecordFacts record={record} code={object.code} />} main={main(record)} aside={<><Section title={t('links')}><RecordLinks record={record} /></Section>{aside(record)}</>} />
    </>
  )
}

function Head({ record, object }: { record: ObjectRecord; object: OwnObject }) {
  const { t } = useTranslation('object')
  const { slug } = useMe().tenant
  const navigate = useNavigate()
  const may = useCan()
  const { save, remove, restore } = useRecordActs()
  const near = useNeighbours({ objectId: object.id }, record.id)
  useDocumentTitle(record.name)
  const rename = (name: string) => save(record, { name: name.trim() }).catch((error: unknown) => { throw refusedField(error, 'name', t('recordName')) })
  const drop = () => {
    remove(record).then(async () => {
      undoable({ message: t('common:deleted', { name: record.name }), undo: () => restore(record) })
      await navigate({ to: `/${slug}/objects/${object.id}` as '/' })
    }, complain)
  }
  return (
    <header className={classes.head}>
      <div className={classes.way}>
        <Link to={`/${slug}/objects/${object.id}` as '/'} search={near.search as never} className={classes.back}><IconArrowLeft size={15} aria-hidden />{object.plural}</Link>
        <LatePager path="/records" near={near} />
      </div>
      <div className={classes.titleLine}>
        <div className={classes.titleText}><Title order={1} className={classes.title}><InlineText label={t('recordName')} value={record.name} onSave={rename} disabled={!may('object_record', 'update')} /></Title></div>
        <LateStar record={{ kind: 'object_record', id: record.id, name: record.name }} />
        <div className={classes.actions}><RowMenu size="lg" label={t('common:action.more')} entries={[may('object_record', 'delete') && { label: t('delete'), icon: IconTrash, danger: true, onClick: drop }]} /></div>
      </div>
    </header>
  )
}

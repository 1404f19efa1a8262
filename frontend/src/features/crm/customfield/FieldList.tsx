import { useTranslation } from 'react-i18next'
import type { FieldObject, OwnField } from '@/shared/api/typesField'
import { announce } from '@/shared/lib/announce'
import rows from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'
import { FieldRow, type FieldAct } from './FieldRow'
import { useFieldActs } from './fieldQuery'

interface FieldListProps { object: FieldObject; title: string; fields: OwnField[]; onAct: (act: FieldAct, field: OwnField) => void }

/** The fields of one kind of records in their order, and those that are archived. */
export function FieldList({ object, title, fields, onAct }: FieldListProps) {
  const { t } = useTranslation('field')
  const { order } = useFieldActs()
  const used = fields.filter((f) => f.state !== 'archived')
  const archived = fields.filter((f) => f.state === 'archived')
  const move = (field: OwnField, by: -1 | 1) => {
    const ids = used.map((f) => f.id)
    const at = ids.indexOf(field.id)
    ids.splice(at, 1)
    ids.splice(at + by, 0, field.id)
    order(object, ids).then(() => announce(t('moved', { name: field.label, n: at + by + 1 })), complain)
  }
  return (
    <>
      {used.length > 0 ? (
        <Section title={title}>
          <ul className={rows.list}>{used.map((f, i) => <FieldRow key={f.id} field={f} all={fields} first={i === 0} last={i === used.length - 1} onMove={(by) => move(f, by)} onAct={(act) => onAct(act, f)} />)}</ul>
        </Section>
      ) : null}
      {archived.length > 0 ? (
        <Section title={t('archivedTitle')} text={t('archivedText')}>
          <ul className={rows.list}>{archived.map((f) => <FieldRow key={f.id} field={f} all={fields} first last onMove={() => undefined} onAct={(act) => onAct(act, f)} />)}</ul>
        </Section>
      ) : null}
    </>
  )
}

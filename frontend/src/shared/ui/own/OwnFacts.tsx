import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { kindOf, ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useCan, useMask } from '@/shared/api/me'
import type { FieldObject, OwnField, OwnValue, OwnValues } from '@/shared/api/typesField'
import { OwnFact } from './OwnFact'
import { ownApplies } from './ownValue'
import classes from './Own.module.css'

export interface OwnFactsProps {
  object: FieldObject
  record: OwnValues & { id?: string }
  /** Saves parts of the record; `shown` is what it looks like at once. */
  save: (changes: OwnValues, shown: OwnValues) => Promise<unknown>
  /** The keys of those to show, in this order and without headings; all when absent. */
  only?: string[]
}

/** The company's own fields of a record, under their headings, each edited where it is read. */
export function OwnFacts({ object, record, save, only }: OwnFactsProps) {
  const { data = [] } = useQuery(ownFieldsQuery(object))
  const fixed = !useCan()(kindOf(object), 'update')
  const masks = useMask()
  const mask = (of: FieldObject, key: string) => masks(kindOf(of), key)
  const fields = data.filter((f) => ownApplies(f, data, record.custom) && mask(object, ownKey(f.id)) !== 'hide')
  const store = (field: OwnField) => (value: OwnValue, name?: string | null) =>
    save({ custom: { [field.id]: value } }, { custom: { ...record.custom, [field.id]: value }, customNames: { ...record.customNames, ...(typeof value === 'string' && name ? { [value]: name } : {}) } })
  const one = (f: OwnField) => <OwnFact key={f.id} object={object} field={f} record={record} fixed={fixed || f.state !== 'active' || mask(object, ownKey(f.id)) !== undefined} onSave={store(f)} />
  if (only) return <>{only.map((key) => fields.find((f) => ownKey(f.id) === key)).filter((f) => f !== undefined).map(one)}</>
  const sections = [...new Set(fields.map((f) => f.section))].sort((a, b) => Number(a !== '') - Number(b !== ''))
  return (
    <>
      {sections.map((section) => (
        <Fragment key={section}>
          {section ? <div className={classes.section}><dt>{section}</dt><dd /></div> : null}
          {fields.filter((f) => f.section === section).map(one)}
        </Fragment>
      ))}
    </>
  )
}

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useOpenFields } from '@/shared/api/me'
import { refusedField } from '@/shared/api/refused'
import type { Contact } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import type { FilterField, FilterOp } from '@/shared/ui/filter/filters'
import { CompanyPicker, PersonPicker } from '@/shared/ui/form/pickers'
import { PickCell } from '@/shared/ui/grid/PickCell'
import type { CellEdit, GridColumn } from '@/shared/ui/grid/types'
import { complain } from '@/shared/ui/undoable'
import { useLabels, useSaveContact } from './contactQuery'

type TextField = 'email' | 'phone' | 'jobTitle' | 'city' | 'country' | 'source' | 'street' | 'postcode'

/** How each column is edited in place. */
function useEdits() {
  const save = useSaveContact()
  const labels = useLabels()
  const text = (field: TextField, type: CellEdit<Contact>['type'] = 'text'): CellEdit<Contact> => ({
    type, value: (c) => c[field] ?? '',
    save: (c, value) => save(c, { [field]: value }).catch((error: unknown) => { throw refusedField(error, field, labels[field]) }),
  })
  const pick = (render: CellEdit<Contact>['render']): CellEdit<Contact> => ({ value: () => '', save: () => Promise.resolve(), render })
  const company = pick((c, done) => (
    <PickCell done={done}>
      <CompanyPicker aria-label={labels.companyId} autoFocus defaultValue={c.companyId} defaultLabel={c.companyName} onChange={(id, name) => { done(); save(c, { companyId: id }, { companyName: name }).catch(complain) }} />
    </PickCell>
  ))
  const owner = pick((c, done) => (
    <PickCell done={done}>
      <PersonPicker aria-label={labels.ownerId} autoFocus defaultValue={c.ownerId} defaultLabel={c.ownerName} onChange={(id, name) => { done(); save(c, { ownerId: id }, { ownerName: name }).catch(complain) }} />
    </PickCell>
  ))
  return { text, company, owner }
}

export function useContactColumns(): GridColumn<Contact>[] {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const format = useFormat()
  const may = useCan()('contact', 'update')
  const open = useOpenFields('contact')
  const edit = useEdits()
  return useMemo(() => {
    const columns: GridColumn<Contact>[] = [
      { id: 'name', label: t('field.name'), sort: 'name', width: 220, cell: (c) => <><Avatar name={c.name} /><span className="k-clip">{c.name}</span></> },
      { id: 'company', label: labels.companyId, width: 180, card: true, cell: (c) => c.companyName, edit: edit.company },
      { id: 'email', label: labels.email, width: 210, cell: (c) => c.email, edit: edit.text('email', 'email') },
      { id: 'phone', label: labels.phone, width: 150, card: true, cell: (c) => c.phone, edit: edit.text('phone', 'tel') },
      { id: 'jobTitle', label: labels.jobTitle, width: 160, card: true, cell: (c) => c.jobTitle, edit: edit.text('jobTitle') },
      { id: 'city', label: labels.city, sort: 'city', width: 130, cell: (c) => c.city, edit: edit.text('city') },
      { id: 'owner', label: labels.ownerId, width: 150, cell: (c) => c.ownerName, edit: edit.owner },
      { id: 'updatedAt', label: t('field.updatedAt'), sort: 'updatedAt', width: 140, cell: (c) => <span title={format.dateTime(c.updatedAt)}>{format.relative(c.updatedAt)}</span> },
      { id: 'tags', label: labels.tags, width: 160, hidden: true, cell: (c) => c.tags.join(', ') },
      { id: 'country', label: labels.country, width: 120, hidden: true, cell: (c) => c.country, edit: edit.text('country') },
      { id: 'source', label: labels.source, width: 130, hidden: true, cell: (c) => c.source, edit: edit.text('source') },
      { id: 'birthday', label: labels.birthday, width: 130, hidden: true, cell: (c) => (c.birthday ? format.date(c.birthday) : null) },
      { id: 'createdAt', label: t('field.createdAt'), sort: 'createdAt', width: 140, hidden: true, cell: (c) => <span title={format.dateTime(c.createdAt)}>{format.date(c.createdAt)}</span> },
    ]
    return columns.filter((c) => open.sees(c.id)).map((c) => (may && open.fills(c.id) ? c : { ...c, edit: undefined }))
    // eslint-disable-next-line react/exhaustive-deps -- the edits are made anew each time but do the same
  }, [t, labels, format, may, open])
}

const moments: FilterOp[] = ['within', 'before', 'after', 'is', 'older']
const exact: FilterOp[] = ['is', 'not', 'anyOf', 'empty', 'notEmpty']

/** What the list can be narrowed by. */
export function useContactFilters(): FilterField[] {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const { finds } = useOpenFields('contact')
  return useMemo(() => ([
    { id: 'owner', label: labels.ownerId, kind: 'person' },
    { id: 'company', label: labels.companyId, kind: 'company' },
    { id: 'city', label: labels.city, kind: 'text' },
    { id: 'country', label: labels.country, kind: 'text' },
    { id: 'source', label: labels.source, kind: 'text' },
    { id: 'email', label: labels.email, kind: 'text' },
    { id: 'phone', label: labels.phone, kind: 'text' },
    { id: 'language', label: labels.language, kind: 'text', ops: exact },
    { id: 'tag', label: labels.tags, kind: 'text', ops: exact },
    ...(['email', 'phone'] as const).map((c): FilterField => ({ id: c === 'email' ? 'consentEmail' : 'consentPhone', label: t(`consent.${c}`), kind: 'choice', options: (['given', 'withdrawn'] as const).map((value) => ({ value, label: t(`consent.state.${value}`) })) })),
    { id: 'createdAt', label: t('field.createdAt'), kind: 'date', ops: moments },
    { id: 'updatedAt', label: t('field.updatedAt'), kind: 'date', ops: moments },
  ] satisfies FilterField[]).filter((f) => finds(f.id)), [t, labels, finds])
}

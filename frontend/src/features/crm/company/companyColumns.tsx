import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useOpenFields } from '@/shared/api/me'
import { refusedField } from '@/shared/api/refused'
import type { Company } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import type { FilterField, FilterOp } from '@/shared/ui/filter/filters'
import { PersonPicker } from '@/shared/ui/form/pickers'
import { PickCell } from '@/shared/ui/grid/PickCell'
import type { CellEdit, GridColumn } from '@/shared/ui/grid/types'
import { complain } from '@/shared/ui/undoable'
import classes from './Company.module.css'
import { kinds, shortAddress, useLabels, useSaveCompany } from './companyQuery'

type TextField = 'website' | 'email' | 'phone' | 'industry' | 'city' | 'country'

/** How each column is edited in place. */
function useEdits() {
  const save = useSaveCompany()
  const labels = useLabels()
  const text = (field: TextField, type: CellEdit<Company>['type'] = 'text'): CellEdit<Company> => ({
    type, value: (c) => c[field] ?? '',
    save: (c, value) => save(c, { [field]: value }).catch((error: unknown) => { throw refusedField(error, field, labels[field]) }),
  })
  const owner: CellEdit<Company> = {
    value: () => '', save: () => Promise.resolve(),
    render: (c, done) => (
      <PickCell done={done}>
        <PersonPicker aria-label={labels.ownerId} autoFocus defaultValue={c.ownerId} defaultLabel={c.ownerName} onChange={(id, name) => { done(); save(c, { ownerId: id }, { ownerName: name }).catch(complain) }} />
      </PickCell>
    ),
  }
  return { text, owner }
}

export function useCompanyColumns(): GridColumn<Company>[] {
  const { t } = useTranslation('company')
  const labels = useLabels()
  const format = useFormat()
  const may = useCan()('company', 'update')
  const open = useOpenFields('company')
  const edit = useEdits()
  return useMemo(() => {
    const columns: GridColumn<Company>[] = [
      { id: 'name', label: labels.name, sort: 'name', width: 240, cell: (c) => <><Avatar name={c.name} square /><span className="k-clip">{c.name}</span></> },
      { id: 'industry', label: labels.industry, width: 160, card: true, cell: (c) => c.industry, edit: edit.text('industry') },
      { id: 'city', label: labels.city, sort: 'city', width: 130, card: true, cell: (c) => c.city, edit: edit.text('city') },
      { id: 'phone', label: labels.phone, width: 150, cell: (c) => c.phone, edit: edit.text('phone', 'tel') },
      { id: 'email', label: labels.email, width: 200, cell: (c) => c.email, edit: edit.text('email', 'email') },
      { id: 'contactCount', label: t('field.contactCount'), width: 90, align: 'end', card: true, cell: (c) => <><span className="k-num">{format.number(c.contactCount)}</span><span className={classes.onPhone}> {t('people', { count: c.contactCount })}</span></> },
      { id: 'openDealCount', label: t('field.openDealCount'), width: 120, align: 'end', card: true, cell: (c) => <><span className="k-num">{format.number(c.openDealCount)}</span><span className={classes.onPhone}> {t('openDeals', { count: c.openDealCount })}</span></> },
      { id: 'owner', label: labels.ownerId, width: 150, cell: (c) => c.ownerName, edit: edit.owner },
      { id: 'updatedAt', label: t('field.updatedAt'), sort: 'updatedAt', width: 140, cell: (c) => <span title={format.dateTime(c.updatedAt)}>{format.relative(c.updatedAt)}</span> },
      { id: 'website', label: labels.website, width: 180, hidden: true, cell: (c) => (c.website ? shortAddress(c.website) : null), edit: edit.text('website', 'text') },
      { id: 'kinds', label: labels.kinds, width: 170, hidden: true, cell: (c) => c.kinds.map((k) => t(`kind.${k}`)).join(', ') },
      { id: 'tags', label: labels.tags, width: 160, hidden: true, cell: (c) => c.tags.join(', ') },
      { id: 'country', label: labels.country, width: 120, hidden: true, cell: (c) => c.country, edit: edit.text('country') },
      { id: 'createdAt', label: t('field.createdAt'), sort: 'createdAt', width: 140, hidden: true, cell: (c) => <span title={format.dateTime(c.createdAt)}>{format.date(c.createdAt)}</span> },
    ]
    return columns.filter((c) => open.sees(c.id)).map((c) => (may && open.fills(c.id) ? c : { ...c, edit: undefined }))
    // eslint-disable-next-line react/exhaustive-deps -- the edits are made anew each time but do the same
  }, [t, labels, format, may, open])
}

const moments: FilterOp[] = ['within', 'before', 'after', 'is', 'older']
const exact: FilterOp[] = ['is', 'not', 'anyOf', 'empty', 'notEmpty']

/** What the list can be narrowed by. */
export function useCompanyFilters(): FilterField[] {
  const { t } = useTranslation('company')
  const labels = useLabels()
  const { finds } = useOpenFields('company')
  return useMemo(() => ([
    { id: 'owner', label: labels.ownerId, kind: 'person' },
    { id: 'city', label: labels.city, kind: 'text' },
    { id: 'country', label: labels.country, kind: 'text' },
    { id: 'industry', label: labels.industry, kind: 'text' },
    { id: 'kind', label: labels.kinds, kind: 'choice', options: kinds.map((k) => ({ value: k, label: t(`kind.${k}`) })) },
    { id: 'tag', label: labels.tags, kind: 'text', ops: exact },
    { id: 'createdAt', label: t('field.createdAt'), kind: 'date', ops: moments },
  ] satisfies FilterField[]).filter((f) => finds(f.id)), [t, labels, finds])
}

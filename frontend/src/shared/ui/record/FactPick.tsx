import type { ReactNode } from 'react'
import { refusedField } from '@/shared/api/refused'
import { InlineEdit } from '../form/InlineEdit'
import { CompanyPicker, PersonPicker } from '../form/pickers'
import { Fact } from './Fact'
import classes from './Record.module.css'

interface Choice { id: string | null; name: string | null }
const same = (a: Choice, b: Choice) => a.id === b.id
const pickers = { company: CompanyPicker, person: PersonPicker }

interface FactPickProps {
  field: string
  label: string
  kind: keyof typeof pickers
  value: Choice
  shown?: ReactNode
  onSave: (id: string | null, name: string | null) => Promise<unknown>
  disabled?: boolean
  action?: ReactNode
}

/** Another record or a colleague, chosen where it is read. */
export function FactPick({ field, label, kind, value, shown, onSave, disabled, action }: FactPickProps) {
  const Picker = pickers[kind]
  const save = async (c: Choice) => {
    try {
      await onSave(c.id, c.name)
    } catch (error) {
      throw refusedField(error, field, label)
    }
  }
  return (
    <Fact label={label} action={action}>
      <InlineEdit label={label} value={value} same={same} disabled={disabled} onSave={save} shown={value.name ? (shown ?? value.name) : <span className={classes.none}>—</span>}
        input={({ value: chosen, set, error }) => <Picker aria-label={label} autoFocus defaultValue={chosen.id} defaultLabel={chosen.name} error={error} onChange={(id, name) => set({ id, name }, true)} />} />
    </Fact>
  )
}

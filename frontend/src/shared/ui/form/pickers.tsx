import { ComboboxChevron, TextInput } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { part } from '@/shared/lib/part'
import { complain } from '../undoable'
import type { PickerProps } from './picking'

const selects = part(() => import('./selects'))

/** A colleague. Who may not see colleagues can choose only themselves. */
export const PersonPicker = (props: PickerProps) => <Picker select="PersonSelect" {...props} />

/** A company; one that does not exist yet can be made by its name where the role allows. */
export const CompanyPicker = (props: PickerProps) => <Picker select="CompanySelect" {...props} />

/** A person of the customer. */
export const ContactPicker = (props: PickerProps) => <Picker select="ContactSelect" {...props} />

/** A deal. */
export const DealPicker = (props: PickerProps) => <Picker select="DealSelect" {...props} />

interface Props extends PickerProps { select: 'PersonSelect' | 'CompanySelect' | 'ContactSelect' | 'DealSelect' }

/**
 * An input that looks like the picker until the picker's code is there: fetched when the pointer or the focus comes near, or at
 * once where something is chosen already. Focus and what was typed meanwhile go over to it.
 */
function Picker({ select, ...props }: Props) {
  const [wanted, setWanted] = useState(props.autoFocus === true || !!props.defaultValue)
  const [typed, setTyped] = useState<string>()
  const face = useRef<HTMLInputElement>(null)
  const code = selects.use(wanted, (error) => { setWanted(false); complain(error) })
  if (code) {
    const Select = code[select]
    return <Select {...props} typed={typed} autoFocus={face.current ? face.current === document.activeElement : props.autoFocus} />
  }
  return <Face {...props} input={face} onWanted={() => setWanted(true)} onTyped={setTyped} />
}

interface FaceProps extends PickerProps { input: React.RefObject<HTMLInputElement | null>; onWanted: () => void; onTyped: (text: string) => void }

function Face({ input, onWanted, onTyped, ...given }: FaceProps) {
  const { t } = useTranslation('common')
  const list = useId()
  const hold = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter') return // nothing can be chosen yet, and the form around it is not meant
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <TextInput ref={input} label={given.label} aria-label={given['aria-label']} data-path={given['data-path']} error={given.error} withAsterisk={given.withAsterisk} disabled={given.disabled}
      autoFocus={given.autoFocus} autoComplete="off" defaultValue={given.defaultLabel ?? ''} placeholder={given.placeholder ?? t('pick.placeholder')} onBlur={given.onBlur}
      role="combobox" aria-haspopup="listbox" aria-expanded={false} aria-controls={list} rightSection={<ComboboxChevron />} rightSectionPointerEvents="none"
      onFocus={onWanted} onPointerEnter={selects.warm} onKeyDown={hold} onChange={(e) => onTyped(e.currentTarget.value)} />
  )
}

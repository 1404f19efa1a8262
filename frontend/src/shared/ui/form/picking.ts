import type { ReactNode } from 'react'

export interface Option { value: string; label: string }

export interface PickerProps {
  label?: ReactNode
  'aria-label'?: string
  /** The chosen id. */
  defaultValue?: string | null
  /** Its name, so that nothing must be fetched to show it. */
  defaultLabel?: string | null
  onChange: (id: string | null, name: string | null) => void
  error?: ReactNode
  withAsterisk?: boolean
  name?: string
  placeholder?: string
  autoFocus?: boolean
  'data-path'?: string
  onBlur?: () => void
  disabled?: boolean
}

/** What the fetched input of a picker takes. */
export interface SelectProps extends PickerProps {
  /** What was typed before its code was there. */
  typed?: string
}

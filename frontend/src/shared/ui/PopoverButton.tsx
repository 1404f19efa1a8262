import type { PopoverProps } from '@mantine/core'
import { cloneElement, useState, type ButtonHTMLAttributes, type ReactElement, type ReactNode, type Ref } from 'react'
import { part } from '@/shared/lib/part'
import { complain } from './undoable'

export interface PopoverButtonProps extends Pick<PopoverProps, 'width' | 'position'> {
  button: ReactElement<ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }>
  /** What is read as the popover's name. */
  label: string
  children: (close: () => void) => ReactNode
}

const popover = part(() => import('./popover/OpenPopover').then((m) => m.OpenPopover))

/** A button with a small form over the page; fetched when the pointer or the focus comes near, made at the first click. */
export function PopoverButton(props: PopoverButtonProps) {
  const [wanted, setWanted] = useState(false)
  const Popover = popover.use(wanted, (error) => { setWanted(false); complain(error) })
  if (wanted && Popover) return <Popover {...props} />
  return cloneElement(props.button, { 'aria-haspopup': 'dialog', 'aria-expanded': false, onClick: () => setWanted(true), onPointerEnter: popover.warm, onFocus: popover.warm })
}

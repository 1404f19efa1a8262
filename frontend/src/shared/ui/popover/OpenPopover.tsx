import { Popover } from '@mantine/core'
import { cloneElement } from 'react'
import { useOpening } from '@/shared/lib/useOpening'
import type { PopoverButtonProps } from '../PopoverButton'

/** The popover of `PopoverButton`, fetched when it is first opened. */
export function OpenPopover({ button, label, width, position, children }: PopoverButtonProps) {
  const { ref, opened, setOpened } = useOpening()
  return (
    <Popover opened={opened} onChange={setOpened} width={width} position={position} trapFocus returnFocus>
      <Popover.Target>{cloneElement(button, { ref, onClick: () => setOpened(!opened) })}</Popover.Target>
      <Popover.Dropdown aria-label={label}>{opened ? children(() => setOpened(false)) : null}</Popover.Dropdown>
    </Popover>
  )
}

import { Menu, type MenuProps } from '@mantine/core'
import { cloneElement, useEffect, useRef, useState, type ReactElement, type ReactNode, type Ref } from 'react'

interface OpenMenuProps extends Omit<MenuProps, 'children'> {
  /** The same button that was there before the menu was first wanted. */
  button: ReactElement<{ ref?: Ref<HTMLButtonElement> }>
  children: ReactNode
}

/**
 * A menu that opens as it appears: for buttons that mount (or even fetch) their menu at the first click, which keeps
 * long lists and the first load light. The button it replaces had the focus, so it takes that first, to get it back.
 */
export function OpenMenu({ button, children, ...menu }: OpenMenuProps) {
  const ref = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    ref.current?.focus()
    setOpened(true)
  }, [])
  return (
    <Menu {...menu} opened={opened} onChange={setOpened}>
      <Menu.Target>{cloneElement(button, { ref })}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

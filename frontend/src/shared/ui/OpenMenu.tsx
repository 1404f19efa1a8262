import { Menu, type MenuProps } from '@mantine/core'
import { cloneElement, type ReactElement, type ReactNode, type Ref } from 'react'
import { useOpening } from '@/shared/lib/useOpening'

interface OpenMenuProps extends Omit<MenuProps, 'children'> {
  /** The same button that was there before the menu was first wanted. */
  button: ReactElement<{ ref?: Ref<HTMLButtonElement> }>
  children: ReactNode
}

/** A menu that opens as it appears: for buttons whose menu is fetched and made at the first click. */
export function OpenMenu({ button, children, ...menu }: OpenMenuProps) {
  const { ref, opened, setOpened } = useOpening()
  return (
    <Menu {...menu} opened={opened} onChange={setOpened}>
      <Menu.Target>{cloneElement(button, { ref })}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

import { Suspense, cloneElement, useState, type ComponentType, type ReactElement, type Ref } from 'react'

/** A button that can be given a menu. */
export type MenuTarget = ReactElement<{ ref?: Ref<HTMLButtonElement>; onClick?: () => void; 'aria-haspopup'?: 'menu' }>

/** A button whose menu is fetched at the first click; `panel` gets the button and draws it with its menu, open. */
export function MenuButton({ button, panel: Panel }: { button: MenuTarget; panel: ComponentType<{ button: MenuTarget }> }) {
  const [wanted, setWanted] = useState(false)
  if (!wanted) return cloneElement(button, { onClick: () => setWanted(true), 'aria-haspopup': 'menu' })
  return <Suspense fallback={button}><Panel button={button} /></Suspense>
}

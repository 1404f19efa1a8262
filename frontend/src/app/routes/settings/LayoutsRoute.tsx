import { useSearch } from '@tanstack/react-router'
import { AsRole } from '@/features/crm/layout/AsRole'
import { objects } from '@/features/crm/layout/layoutQuery'
import { LayoutsPage } from '@/features/crm/layout/LayoutsPage'
import { drawn } from './drawn'

export { ObjectsPage } from '@/features/crm/object/ObjectsPage'

/** The layouts, with a record in what is being made. */
export function LayoutsRoute() {
  const { object } = useSearch({ from: '/$slug/settings/layouts' })
  return <LayoutsPage object={objects.find((o) => o === object)} preview={(props) => <AsRole key={props.role} {...props} draw={drawn} />} />
}

import { useLocation } from '@tanstack/react-router'
import { PageHeader } from '@/shared/ui/PageHeader'

/** Stands where a feature's page goes until its branch is merged; removed with the last of them. */
export function BlankPage() {
  const path = useLocation({ select: (l) => l.pathname })
  return <PageHeader title={path.split('/').at(-1) ?? ''} />
}

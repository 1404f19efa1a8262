import { PageHeader } from '@/shared/ui/PageHeader'

/** Parts side by side with sample data, for looking at them (development only). */
export function KitPage() {
  return <PageHeader title="Kit" />
}

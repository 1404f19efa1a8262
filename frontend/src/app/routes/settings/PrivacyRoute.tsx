import i18next from 'i18next'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { PrivacyPage } from '@/features/data/privacy/PrivacyPage'
import { onDemand } from '@/shared/lib/onDemand'

const Retention = onDemand(() => i18next.loadNamespaces(['retention', 'problemWork']).then(() => import('@/features/data/retention/Retention')).then((m) => m.Retention), () => true)

/** `?contact=…&ask=report|erase` opens what the menu of a person offers. */
export function PrivacyRoute() {
  const { contact, ask } = useSearch({ from: '/$slug/settings/privacy' })
  const navigate = useNavigate({ from: '/$slug/settings/privacy' })
  return <PrivacyPage rules={<Retention />} contact={contact} ask={ask} onAsked={() => void navigate({ search: {}, replace: true })} />
}

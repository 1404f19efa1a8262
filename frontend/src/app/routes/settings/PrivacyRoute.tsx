import { useNavigate, useSearch } from '@tanstack/react-router'
import { PrivacyPage } from '@/features/data/privacy/PrivacyPage'

/** `?contact=…&ask=report|erase` opens what the menu of a person offers. */
export function PrivacyRoute() {
  const { contact, ask } = useSearch({ from: '/$slug/settings/privacy' })
  const navigate = useNavigate({ from: '/$slug/settings/privacy' })
  return <PrivacyPage contact={contact} ask={ask} onAsked={() => void navigate({ search: {}, replace: true })} />
}

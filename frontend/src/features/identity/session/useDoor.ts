import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { api } from '@/shared/api/client'
import type { SsoDoor } from '@/shared/api/typesSso'

/** The sign-on of a domain, looked up once its name is whole; only the domain leaves the page, never the address. */
export function useDoor(domain: string): SsoDoor | null {
  const [whole] = useDebouncedValue(domain, 300)
  const { data } = useQuery({
    queryKey: ['/auth/sso/look', whole], queryFn: () => api.post('/auth/sso/look', { body: { domain: whole } }),
    enabled: whole !== '', staleTime: Infinity, retry: false,
  })
  return domain === whole && data?.slug ? data : null
}

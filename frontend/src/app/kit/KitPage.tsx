import { Button, Group, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { takeSession } from '@/shared/api/session'
import { PageHeader } from '@/shared/ui/PageHeader'
import { BoardKit } from './BoardKit'
import { FormKit } from './FormKit'
import { GridKit } from './GridKit'
import { PartsKit } from './PartsKit'
import { companies, contactPage, me } from './sample'
import { Rail } from '../layout/Rail'
import { PhoneBar } from '../layout/PhoneBar'
import { PaletteKeys } from '../layout/PaletteKeys'
import { Shortcuts } from '../layout/Shortcuts'
import classes from '../layout/AppLayout.module.css'

const tabs = { grid: GridKit, board: BoardKit, form: FormKit, parts: PartsKit }
type Tab = keyof typeof tabs

/** Parts side by side with sample data, for looking at them (development only). */
export function KitPage() {
  const queryClient = useQueryClient()
  const [ready, setReady] = useState(false)
  useEffect(() => {
    takeSession({ accessToken: 'none', expiresIn: 300, lasts: 3600, bound: false, user: me.user, tenant: { slug: 'acme', name: me.tenant.name }, tenants: [{ slug: 'acme', name: me.tenant.name, role: 'owner' }, { slug: 'globex', name: 'Globex', role: 'freelancer' }], suspended: [] })
    queryClient.setQueryDefaults(['me'], { staleTime: Infinity })
    queryClient.setQueryData(['me', 'acme'], me)
    queryClient.setQueryDefaults(['/colleagues'], { staleTime: Infinity })
    queryClient.setQueryData(['/colleagues'], [{ userId: 'u1', name: 'Ana Kowalska', role: 'owner' }, { userId: 'u2', name: 'Ed Malinowski', role: 'employee' }])
    queryClient.setQueryData(['/contacts', 'list', {}], { pages: [contactPage(0)], pageParams: [undefined] })
    queryClient.setQueryData(['/companies', 'pick', ''], companies.map((c) => ({ value: c.id, label: c.name })))
    setReady(true)
  }, [queryClient])
  const [tab, setTab] = useState<Tab>((new URLSearchParams(location.search).get('tab') as Tab | null) ?? 'grid')
  const Part = tabs[tab]
  return ready && (
    <div className={classes.frame}>
      <Rail slug="acme" />
      <main id="main" className={classes.main}>
        <div className={classes.page}>
          <PageHeader title="Contacts" actions={<Group gap="xs"><SegmentedControl size="xs" value={tab} onChange={(v) => setTab(v as Tab)} data={Object.keys(tabs)} /><Button>New contact</Button></Group>} />
          <Part />
        </div>
      </main>
      <PhoneBar slug="acme" />
      <PaletteKeys slug="acme" />
      <Shortcuts slug="acme" />
    </div>
  )
}

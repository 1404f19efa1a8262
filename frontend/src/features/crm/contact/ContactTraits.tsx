import { ActionIcon, NativeSelect } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useOpenFields } from '@/shared/api/me'
import type { ConsentChannel, Contact } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { languageCodes } from '@/shared/lib/spoken'
import { InlineEdit } from '@/shared/ui/form/InlineEdit'
import { Fact } from '@/shared/ui/record/Fact'
import { useLabels, useSaveContact } from './contactQuery'

const ConsentDialog = onDemand(() => i18next.loadNamespaces('consent').then(() => import('./ConsentDialog')).then((m) => m.ConsentDialog), (p) => p.channel !== null)

interface Props { contact: Contact }


function useLanguageName() {
  const { i18n } = useTranslation()
  const [names] = useState(() => new Intl.DisplayNames([i18n.language], { type: 'language' }))
  return (code: string) => names.of(code) ?? code
}

/** The language a person speaks. */
export function LanguageFact({ contact }: Props) {
  const label = useLabels().language
  const save = useSaveContact()
  const may = useCan()('contact', 'update')
  const { sees, fills } = useOpenFields('contact')
  const name = useLanguageName()
  if (!sees('language')) return null
  const codes = contact.language === '' || languageCodes.includes(contact.language) ? languageCodes : [contact.language, ...languageCodes]
  const options = codes.map((code) => ({ value: code, label: name(code) })).sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Fact label={label}>
      <InlineEdit label={label} value={contact.language} shown={contact.language ? name(contact.language) : '—'} disabled={!may || !fills('language')} onSave={(language) => save(contact, { language })}
        input={({ value, set, error }) => <NativeSelect aria-label={label} autoFocus value={value} error={error} onChange={(e) => set(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...options]} />} />
    </Fact>
  )
}

/** Whether the person agreed to be written to, and called, for marketing. */
export function ConsentFacts({ contact }: Props) {
  const { t } = useTranslation('contact')
  const { sees, fills } = useOpenFields('contact')
  const may = useCan()('contact', 'update') && fills('consent')
  const format = useFormat()
  const [channel, setChannel] = useState<ConsentChannel | null>(null)
  if (!sees('consent')) return null
  const line = (of: ConsentChannel) => {
    const now = contact.consent[of][0]
    const label = t(`consent.${of}`)
    const action = <ActionIcon size="md" aria-label={t('consent.change', { what: label })} onClick={() => setChannel(of)}><IconPencil size={16} aria-hidden /></ActionIcon>
    return (
      <Fact key={of} label={label} action={may || now ? action : null}>
        <span>{now ? t(`consent.since.${now.state}`, { day: format.date(now.at) }) : t('consent.unknown')}</span>
      </Fact>
    )
  }
  return (
    <>
      {line('email')}
      {line('phone')}
      <ConsentDialog contact={contact} channel={channel} fixed={!may} onClose={() => setChannel(null)} />
    </>
  )
}

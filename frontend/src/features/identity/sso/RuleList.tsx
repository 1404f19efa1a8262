import { ActionIcon, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Role } from '@/shared/api/types'
import type { SsoRule } from '@/shared/api/typesSso'
import { mayGive, roles } from '@/shared/lib/roles'

interface RuleListProps { rules: SsoRule[]; other: Role | ''; onChange: (rules: SsoRule[], other: Role | '') => void }

/** What a group of the provider joins as, the first that fits; nobody joins as an owner, nor above who writes the rule. */
export function RuleList({ rules, other, onChange }: RuleListProps) {
  const { t } = useTranslation(['sso', 'nav'])
  const mine = useMe().member.role
  const names = roles.filter((r) => r !== 'owner' && mayGive(mine, r)).map((r) => ({ value: r as string, label: t(`nav:roles.${r}`) }))
  const set = (i: number, change: Partial<SsoRule>) => onChange(rules.map((r, n) => (n === i ? { ...r, ...change } : r)), other)
  return (
    <Stack gap="xs" role="group" aria-label={t('rules')}>
      <Text fw={500} size="sm">{t('rules')}</Text>
      <Text size="sm" c="dimmed">{t('rulesText')}</Text>
      {rules.map((rule, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a rule is its place in the list
        <Group key={i} gap="xs" align="flex-end" wrap="nowrap">
          <TextInput style={{ flex: 1 }} label={t('value')} value={rule.value} onChange={(e) => set(i, { value: e.currentTarget.value })} />
          <NativeSelect style={{ flex: 1 }} label={t('role')} value={rule.role} data={names} onChange={(e) => set(i, { role: e.currentTarget.value as Role })} />
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('dropRule', { n: i + 1 })} onClick={() => onChange(rules.filter((_, n) => n !== i), other)}><IconX size={18} aria-hidden /></ActionIcon>
        </Group>
      ))}
      <Button variant="subtle" size="xs" leftSection={<IconPlus size={16} aria-hidden />} style={{ alignSelf: 'flex-start' }} onClick={() => onChange([...rules, { value: '', role: 'employee' }], other)}>{t('addRule')}</Button>
      <NativeSelect label={t('others')} value={other} data={[{ value: '', label: t('nobody') }, ...names]} onChange={(e) => onChange(rules, e.currentTarget.value as Role | '')} />
    </Stack>
  )
}

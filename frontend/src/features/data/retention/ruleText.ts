import { useTranslation } from 'react-i18next'
import type { RetentionRule } from '@/shared/api/typesPrivacy'

const own = ['lead', 'contact', 'task', 'activity'] as const
const known = (rule: string): rule is (typeof own)[number] => (own as readonly string[]).includes(rule)

/** Whether a rule is about people, who can be erased. */
export const ofPeople = (rule: string) => rule === 'lead' || rule === 'contact'

/** What a rule is about, and what it says, in words. */
export function useRuleText() {
  const { t } = useTranslation('retention')
  const nameOf = ({ rule, object }: Pick<RetentionRule, 'rule' | 'object'>) => (known(rule) ? t(`object.${rule}`) : object)
  const sayOf = ({ rule, months, erase }: RetentionRule) => (ofPeople(rule) ? t('rule.people', { count: months, what: t(erase ? 'erased' : 'trashed') }) : t('rule.old', { count: months }))
  return { nameOf, sayOf }
}

import { Select, type SelectProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** One of some choices, found by typing: Enter takes the first that fits, the arrows lead on, Escape leaves what was typed. */
export function SearchSelect(props: SelectProps) {
  const { t } = useTranslation('common')
  return <Select searchable selectFirstOptionOnChange limit={100} nothingFoundMessage={t('pick.nothing')} {...props} />
}

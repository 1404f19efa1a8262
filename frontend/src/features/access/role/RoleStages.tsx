import { NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Mask, RoleGrants, RolePipeline } from '@/shared/api/types'
import { stageMaskOf } from './roleQuery'
import type { Ask } from './useRoleChange'
import classes from './Role.module.css'

interface RoleStagesProps { role: RoleGrants; pipelines: RolePipeline[]; onAsk?: Ask }

/** For each stage of each pipeline whether the role works with the deals in it, only looks at them, or does not see them. */
export function RoleStages({ role, pipelines, onAsk }: RoleStagesProps) {
  const { t } = useTranslation('access')
  return (
    <section className={classes.group} aria-label={t('stages.title')}>
      <h3>{t('stages.title')}</h3>
      <Text size="sm" mb={8}>{t('stages.text')}</Text>
      {pipelines.map((pipeline) => (
        <fieldset key={pipeline.name} className={classes.rights}>
          <legend>{pipeline.name}</legend>
          <div className={classes.actions}>{pipeline.stages.map((stage) => <StageRight key={stage.id} role={role} stage={stage} onAsk={onAsk} />)}</div>
        </fieldset>
      ))}
    </section>
  )
}

const masks: (Mask | 'write')[] = ['write', 'read', 'hide']

function StageRight({ role, stage, onAsk }: { role: RoleGrants; stage: RolePipeline['stages'][number]; onAsk?: Ask }) {
  const { t } = useTranslation('access')
  const mask = stageMaskOf(role, stage.id)
  if (!onAsk) return <div className={classes.right}><span>{stage.name}</span><b>{t(`stages.${mask}`)}</b></div>
  const change = (next: Mask | 'write') => onAsk({ stage: { stage: stage.id, mask: next } }, { stage: { stage: stage.id, mask } }, [t('stages.title'), stage.name, t(`stages.${next}`)])
  return (
    <NativeSelect size="xs" className={classes.right} label={stage.name} description={t(`stages.${mask}Text`)} inputWrapperOrder={['label', 'input', 'description']} value={mask}
      data={masks.map((m) => ({ value: m, label: t(`stages.${m}`) }))} onChange={(e) => change(e.currentTarget.value as Mask | 'write')} />
  )
}

import { ActionIcon, Button, Group, Modal, SegmentedControl } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ConditionInput, firstOf, isWhole } from './ConditionInput'
import classes from './FilterDialog.module.css'
import { filterText, parseFilter, type Filter, type FilterField } from './filters'
import { isAny, membersOf, type Tree } from './tree'

/** A tree while it is worked on: every piece keeps its place, whatever it says. */
interface Piece { key: number; filter?: Filter; any?: boolean; of?: Piece[] }

let keys = 0
const pieceOf = (tree: Tree): Piece => (typeof tree === 'string' ? { key: keys++, filter: parseFilter(tree)! } : { key: keys++, any: isAny(tree), of: membersOf(tree).map(pieceOf) })

function treeOf(piece: Piece): Tree | null {
  if (piece.filter) return isWhole(piece.filter) ? filterText(piece.filter) : null
  const of = (piece.of ?? []).map(treeOf).filter((t) => t !== null)
  if (of.length === 0) return null
  return piece.any ? { any: of } : { all: of }
}

const deepest = 3

interface FilterDialogProps { opened: boolean; fields: FilterField[]; parts: Tree[]; onClose: () => void; onApply: (parts: Tree[]) => void }

/** Conditions in groups: all of these, any of these. */
export function FilterDialog({ opened, onClose, ...rest }: FilterDialogProps) {
  const { t } = useTranslation('list')
  return (
    <Modal opened={opened} onClose={onClose} title={t('list:advanced.title')} size="xl" closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {opened ? <Editor {...rest} onClose={onClose} /> : null}
    </Modal>
  )
}

function Editor({ fields, parts, onClose, onApply }: Omit<FilterDialogProps, 'opened'>) {
  const { t } = useTranslation('list')
  const [root, setRoot] = useState<Piece>(() => {
    const only = parts.length === 1 && parts[0] && typeof parts[0] !== 'string' ? pieceOf(parts[0]) : null
    const of = parts.map(pieceOf)
    return only ?? { key: keys++, any: false, of: of.length > 0 ? of : [{ key: keys++, filter: firstOf(fields[0]!) }] }
  })
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const tree = treeOf(root)
    onApply(tree === null ? [] : typeof tree !== 'string' && 'all' in tree ? tree.all : [tree])
    onClose()
  }
  return (
    <form onSubmit={submit}>
      <p className={classes.text}>{t('list:advanced.text')}</p>
      <Level piece={root} depth={1} fields={fields} onChange={setRoot} />
      <Group justify="flex-end" mt="md"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit">{t('list:advanced.apply')}</Button></Group>
    </form>
  )
}

interface LevelProps { piece: Piece; depth: number; fields: FilterField[]; onChange: (piece: Piece) => void; onRemove?: () => void }

/** A group: how its conditions hold together, the conditions and groups in it. */
function Level({ piece, depth, fields, onChange, onRemove }: LevelProps) {
  const { t } = useTranslation('list')
  const of = piece.of ?? []
  const put = (next: Piece) => onChange({ ...piece, of: of.map((p) => (p.key === next.key ? next : p)) })
  const drop = (gone: Piece) => onChange({ ...piece, of: of.filter((p) => p !== gone) })
  const add = (more: Piece) => onChange({ ...piece, of: [...of, more] })
  const fresh = (): Piece => ({ key: keys++, filter: firstOf(fields[0]!) })
  return (
    <fieldset className={classes.level} data-depth={depth}>
      <legend className="k-hidden">{t('list:advanced.group')}</legend>
      <Group justify="space-between">
        <SegmentedControl size="sm" aria-label={t('list:advanced.how')} value={piece.any ? 'any' : 'all'} onChange={(how) => onChange({ ...piece, any: how === 'any' })}
          data={[{ value: 'all', label: t('list:advanced.all') }, { value: 'any', label: t('list:advanced.any') }]} />
        {onRemove ? <ActionIcon aria-label={t('list:advanced.removeGroup')} onClick={onRemove}><IconX size={16} aria-hidden /></ActionIcon> : null}
      </Group>
      {of.map((p, i) => (p.filter
        ? (
          <div key={p.key} className={classes.condition} role="group" aria-label={t('list:advanced.condition', { n: i + 1 })}>
            <ConditionInput fields={fields} value={p.filter} onChange={(filter) => put({ ...p, filter })} />
            <ActionIcon className={classes.remove} aria-label={t('list:advanced.remove', { n: i + 1 })} onClick={() => drop(p)}><IconX size={16} aria-hidden /></ActionIcon>
          </div>
        )
        : <Level key={p.key} piece={p} depth={depth + 1} fields={fields} onChange={put} onRemove={() => drop(p)} />))}
      <Group gap="xs">
        <Button variant="light" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add(fresh())}>{t('list:advanced.addCondition')}</Button>
        {depth < deepest ? <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add({ key: keys++, any: !piece.any, of: [fresh()] })}>{t('list:advanced.addGroup')}</Button> : null}
      </Group>
    </fieldset>
  )
}

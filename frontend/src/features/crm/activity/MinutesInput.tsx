import { TextInput, type TextInputProps } from '@mantine/core'

/** How long it took; empty when nobody said. */
export function MinutesInput(props: TextInputProps) {
  return <TextInput {...props} type="number" inputMode="numeric" min={0} max={1440} step={5} w={120} />
}

import { type CSSVariablesResolver, createTheme } from '@mantine/core'

/**
 * Mantine's theme. Colours that differ by scheme live in theme.css as --k-… tokens; the resolver below points
 * Mantine's own variables at them, which also lifts its greys and reds to the contrast WCAG AA asks for.
 */
const font = "'Inter Variable', 'Nirmala UI', 'Kohinoor Devanagari', 'Noto Sans Devanagari', 'Noto Sans Devanagari Variable', system-ui, sans-serif"

export const theme = createTheme({
  fontFamily: font,
  headings: {
    fontFamily: font,
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.45' },
    },
  },
  fontSizes: { xs: '0.78rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '18px' },
  defaultRadius: 'md',
  primaryColor: 'kith',
  primaryShade: { light: 6, dark: 6 },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  colors: {
    kith: ['#f4f2ff', '#e7e4fe', '#cfc9fd', '#b3aaf9', '#978bf4', '#7d6fed', '#5b4bdb', '#4f40c4', '#4336a8', '#352b85'],
    gray: ['#fafafb', '#f4f4f6', '#ececf0', '#dfe0e6', '#c8c9d2', '#9a9cab', '#696b7a', '#4d4f5d', '#31333d', '#1a1b21'],
    dark: ['#e7e7ec', '#c3c4cd', '#a6a8b4', '#6f717e', '#3a3c46', '#2d2f37', '#1f2026', '#17181d', '#121317', '#0c0d10'],
    red: ['#fff1f1', '#ffdfdf', '#ffc4c4', '#ff9b9b', '#f87272', '#e54848', '#c22a2a', '#a42020', '#871c1c', '#6d1a1a'],
    green: ['#edfbf3', '#d3f5e1', '#a9e9c6', '#5fd39b', '#34bb7d', '#179f62', '#0b7a4b', '#08623d', '#074e31', '#063f28'],
  },
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { root: { fontWeight: 550 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'lg' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35, blur: 1 }, attributes: { header: { role: 'presentation' } } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 }, attributes: { header: { role: 'presentation' } } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', position: 'bottom-end' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Popover: { defaultProps: { shadow: 'md' } },
    Paper: { defaultProps: { radius: 'lg' }, styles: { root: { '--paper-border-color': 'var(--k-line)' } } },
  },
})

const shared = {
  '--mantine-color-body': 'var(--k-surface)',
  '--mantine-color-text': 'var(--k-text)',
  '--mantine-color-dimmed': 'var(--k-dim)',
  '--mantine-color-placeholder': 'var(--k-dim)',
  '--mantine-color-error': 'var(--k-bad)',
  '--mantine-color-anchor': 'var(--k-accent)',
  '--mantine-color-default': 'var(--k-surface)',
  '--mantine-color-default-hover': 'var(--k-hover)',
  '--mantine-color-default-color': 'var(--k-text)',
  '--mantine-color-default-border': 'var(--k-line-strong)',
  '--mantine-color-kith-light': 'var(--k-accent-soft)',
  '--mantine-color-kith-light-hover': 'var(--k-accent-soft)',
  '--mantine-color-kith-light-color': 'var(--k-accent)',
  '--mantine-color-kith-text': 'var(--k-accent)',
  '--mantine-color-kith-outline': 'var(--k-accent)',
  '--mantine-color-gray-text': 'var(--k-dim)',
  '--mantine-color-gray-light-color': 'var(--k-text)',
  '--mantine-color-red-text': 'var(--k-bad)',
  '--mantine-color-red-light': 'var(--k-bad-soft)',
  '--mantine-color-red-light-color': 'var(--k-bad)',
  '--mantine-color-red-outline': 'var(--k-bad)',
  '--mantine-color-green-text': 'var(--k-ok)',
  '--mantine-color-green-light': 'var(--k-ok-soft)',
  '--mantine-color-green-light-color': 'var(--k-ok)',
  '--mantine-color-yellow-light': 'var(--k-warn-soft)',
  '--mantine-color-yellow-light-color': 'var(--k-warn)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
})

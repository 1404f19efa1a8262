import '@mantine/charts/styles.css'
import '@mantine/core/styles/ColorSwatch.css'
import { BarChart, type BarChartSeries } from '@mantine/charts'

interface BarsProps {
  data: Record<string, string | number>[]
  /** The key of what stands under the bars. */
  name: string
  series: BarChartSeries[]
  format: (n: number) => string
  /** Bars lie and stack: for names of people. */
  stacked?: boolean
}

/** The figures stand beside the picture, so that nothing in it need be reached by the keyboard. */
const still = { accessibilityLayer: false }

/** Bars; the only file that needs the chart library, so that it is fetched with the reports alone. */
export function Bars({ data, name, series, format, stacked }: BarsProps) {
  return stacked
    ? <BarChart h={Math.max(200, data.length * 44 + 80)} data={data} dataKey={name} series={series} valueFormatter={format} type="stacked" orientation="vertical" withLegend legendProps={{ verticalAlign: 'bottom', itemSorter: null }} yAxisProps={{ width: 110 }} gridAxis="y" maxBarWidth={26} xAxisProps={{ allowDecimals: false }} barChartProps={still} />
    : <BarChart h={260} data={data} dataKey={name} series={series} valueFormatter={format} yAxisProps={{ width: 76 }} gridAxis="x" maxBarWidth={56} barChartProps={still} barProps={{ radius: 4 }} />
}

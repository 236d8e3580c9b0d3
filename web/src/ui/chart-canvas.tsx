import type { EChartsOption } from "echarts";
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { ChartColours } from "./chart";
import { useThemeMode } from "./preferences";

use([
  BarChart,
  FunnelChart,
  LineChart,
  PieChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
]);

function colours(): ChartColours {
  const css = getComputedStyle(document.documentElement);
  const read = (name: string) => css.getPropertyValue(name).trim();
  return {
    text: read("--text"),
    muted: read("--text-2"),
    line: read("--line"),
    surface: read("--surface"),
    accent: read("--accent"),
    hues: {
      grey: read("--grey-fg"),
      blue: read("--blue-fg"),
      violet: read("--violet-fg"),
      amber: read("--amber-fg"),
      teal: read("--teal-fg"),
      green: read("--green-fg"),
      red: read("--red-fg"),
    },
  };
}

export default function ChartCanvas({
  option,
  label,
  height,
  onPick,
}: {
  option: (colours: ChartColours) => EChartsOption;
  label: string;
  height: number;
  onPick?: (at: { series: number; index: number; name: string }) => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const mode = useThemeMode();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mode changes what the variables say.
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const chart = init(target, null, { renderer: "svg" });
    // The library measures text itself and needs a real font list.
    const fontFamily = getComputedStyle(document.documentElement).getPropertyValue("--font");
    const own = option(colours());
    chart.setOption({
      animationDuration: 200,
      ...own,
      textStyle: { fontFamily, ...(own.textStyle as object) },
    });
    chart.on("click", (event) =>
      onPick?.({ series: event.seriesIndex ?? 0, index: event.dataIndex, name: event.name }),
    );
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(target);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [option, onPick, mode]);
  return <div ref={element} role="img" aria-label={label} style={{ height }} />;
}

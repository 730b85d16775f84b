// The line of the weeks, by the parts of ECharts it needs and no others. Its table stands behind it.
import { LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([LineChart, GridComponent, TooltipComponent, SVGRenderer]);

const INK = "#56616d";
const LINE = "#1b5083";
const TEXT = "#14191f";

export function drawChart(box, turner) {
  if (box.dataset.drawn) return;
  box.dataset.drawn = "1";
  const told = JSON.parse(box.dataset.boardChart);
  const chart = init(box, null, { renderer: "svg" });
  const lay = () => {
    if (!box.isConnected) return leave();
    if (!box.clientWidth || !box.clientHeight) return; // its page is turned away
    chart.resize();
    chart.setOption(options(told, unit(box), getComputedStyle(box).fontFamily), true);
  };
  const watch = new ResizeObserver(lay);
  const leave = () => {
    watch.disconnect();
    chart.dispose();
  };
  watch.observe(box);
  turner?.onTurn(lay);
  chart.getZr().on("click", (event) => {
    const at = chart.convertFromPixel({ gridIndex: 0 }, [event.offsetX, event.offsetY])?.[0];
    if (told.urls[at]) window.location.href = told.urls[at];
  });
  lay();
}

/** How large one unit of the board is, in pixels. */
function unit(box) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return box.closest(".wl") ? rem : rem * 0.625;
}

/** On which side of the line a figure is not crossed by it. */
function aside(rates, known, n) {
  const next = n === known[0] ? known[1] : known.at(-2);
  return next === undefined || rates[n] >= rates[next] ? "top" : "bottom";
}

function options(told, u, family) {
  const small = Math.max(12, 1.25 * u);
  const known = told.rates.map((rate, n) => (rate === null ? -1 : n)).filter((n) => n >= 0);
  const [first, last] = [known[0], known.at(-1)];
  const rates = known.map((n) => told.rates[n]);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const room = Math.max(2, (high - low) * 0.4);
  const ends = { fontFamily: family, fontSize: small, color: INK };
  return {
    animation: false,
    grid: { left: small * 1.8, right: small * 1.9, top: small * 1.8, bottom: small * 2 },
    xAxis: {
      type: "category",
      data: told.labels,
      boundaryGap: false,
      axisLine: { lineStyle: { color: "#dce0e2" } },
      axisTick: { show: false },
      axisLabel: { ...ends, interval: (n) => n === 0 || n === told.labels.length - 1, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right", margin: small * 0.7 },
    },
    yAxis: { type: "value", min: Math.max(0, low - room * 1.6), max: Math.min(100, high + room), show: false },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the HTML one would write styles into the page, which its policy refuses
      confine: true,
      textStyle: { fontFamily: family, fontSize: small, color: TEXT },
      formatter: ([{ dataIndex: n }]) => told.tips[n],
      axisPointer: { lineStyle: { color: "#a7b0b7" } },
    },
    series: [
      {
        type: "line",
        data: told.rates.map((value, n) => ({
          value,
          symbolSize: n === last ? u * 1.1 : u * 0.5,
          label: { show: n === first || n === last, position: aside(told.rates, known, n), distance: u * 0.6, formatter: `${value?.toFixed(1)}%`, fontFamily: family, fontSize: small * 1.05, fontWeight: "bold", color: TEXT },
        })),
        symbol: "circle",
        connectNulls: false,
        lineStyle: { width: Math.max(2.5, u * 0.35), color: LINE, cap: "round", join: "round" },
        itemStyle: { color: LINE, borderColor: "#fff", borderWidth: u * 0.15 },
      },
    ],
  };
}

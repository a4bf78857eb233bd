// Draws each table's picture beside it. The table is the content; without script nothing is missing.
const ink = getComputedStyle(document.documentElement).getPropertyValue("--link").trim() || "#1d4f91";

function number(cell) {
  const found = cell.dataset.value;
  return found === undefined || found === "" ? null : Number(found);
}

function option(kind, table) {
  const rows = [...table.tBodies[0].rows];
  const names = rows.map((row) => row.cells[0].textContent.trim());
  const values = rows.map((row) => number(row.querySelector("[data-value]")));
  const axis = { type: "value", axisLabel: { formatter: kind === "count" ? "{value}" : "{value} %" } };
  const scale = kind === "count" ? 1 : 100;
  const series = [{ type: "bar", data: values.map((value) => (value === null ? null : value / scale)), itemStyle: { color: ink }, barMaxWidth: 28 }];
  const ranges = rows.map((row) => row.querySelector("[data-low]"));
  if (ranges.some(Boolean)) {
    series.push({
      type: "custom",
      itemStyle: { borderWidth: 1.5 },
      data: ranges.flatMap((cell, place) => (cell && cell.dataset.low ? [[place, cell.dataset.low / 100, cell.dataset.high / 100]] : [])),
      renderItem(_, api) {
        const low = api.coord([api.value(1), api.value(0)]);
        const high = api.coord([api.value(2), api.value(0)]);
        const style = { stroke: "#333", lineWidth: 1.5 };
        return {
          type: "group",
          children: [
            { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style },
            { type: "line", shape: { x1: low[0], y1: low[1] - 5, x2: low[0], y2: low[1] + 5 }, style },
            { type: "line", shape: { x1: high[0], y1: high[1] - 5, x2: high[0], y2: high[1] + 5 }, style },
          ],
        };
      },
      encode: { x: [1, 2], y: 0 },
      z: 10,
    });
  }
  return {
    animation: false,
    grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
    xAxis: axis,
    yAxis: { type: "category", inverse: true, data: names, axisLabel: { width: 140, overflow: "truncate" } },
    series,
  };
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const table = document.querySelector(`#${figure.dataset.of} table`);
  const size = table ? table.tBodies[0].rows.length : 0;
  if (!table || !size) continue;
  figure.hidden = false;
  figure.classList.add(size > 12 ? "chart-tall" : size > 6 ? "chart-middle" : "chart-low");
  const chart = echarts.init(figure, null, { renderer: "svg" });
  chart.setOption(option(figure.dataset.chart, table));
  addEventListener("resize", () => chart.resize());
}

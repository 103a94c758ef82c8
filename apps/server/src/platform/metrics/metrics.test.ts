import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("measures are told as Prometheus reads them, whatever stands in a label", () => {
  const metrics = createMetrics();
  const count = metrics.counter("calls_total", "Calls,\nby name.");
  count({ name: 'a "b"\\c\n' });
  count({ name: 'a "b"\\c\n' }, 2);
  metrics.gauge("size_bytes", "Size.", () => 7);
  metrics.gauge("broken", "Fails.", () => {
    throw new Error("no");
  });
  expect(metrics.text()).toBe(
    [
      "# HELP calls_total Calls,\\nby name.",
      "# TYPE calls_total counter",
      'calls_total{name="a \\"b\\"\\\\c\\n"} 3',
      "# HELP size_bytes Size.",
      "# TYPE size_bytes gauge",
      "size_bytes 7",
      "",
    ].join("\n"),
  );
});

test("labels that never end are counted together", () => {
  const metrics = createMetrics();
  const count = metrics.counter("calls_total", "Calls.");
  for (let at = 0; at < 5000; at++) count({ name: `n${at}` });
  const lines = metrics.text().split("\n");
  expect(lines.length).toBeLessThan(1010);
  expect(lines).toContain('calls_total{name="other"} 4000');
});

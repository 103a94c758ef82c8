/** One line of a measure: what it is about, and how much. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Measures for whoever watches over the server. Source: Prometheus, text exposition format 0.0.4. */
export interface Metrics {
  /** Counts up, by labels. What comes after `mostLabelled` different ones is counted as `other`. */
  counter(name: string, about: string): (labels: Readonly<Record<string, string>>, by?: number) => void;
  /** Read when asked for. One that throws is left out, and the others are told all the same. */
  gauge(name: string, about: string, read: () => readonly Sample[] | number): void;
  text(): string;
}

const mostLabelled = 1000;

interface Measure {
  readonly name: string;
  readonly about: string;
  readonly kind: "counter" | "gauge";
  readonly read: () => readonly Sample[] | number;
}

export function createMetrics(): Metrics {
  const measures: Measure[] = [];
  return {
    counter(name, about) {
      const samples = new Map<string, { labels: Sample["labels"]; value: number }>();
      measures.push({ name, about, kind: "counter", read: () => [...samples.values()] });
      return (labels, by = 1) => {
        const known = samples.has(keyOf(labels)) || samples.size < mostLabelled;
        const counted = known ? labels : Object.fromEntries(Object.keys(labels).map((label) => [label, "other"]));
        const sample = samples.get(keyOf(counted)) ?? { labels: counted, value: 0 };
        sample.value += by;
        samples.set(keyOf(counted), sample);
      };
    },
    gauge(name, about, read) {
      measures.push({ name, about, kind: "gauge", read });
    },
    text: () => measures.map(linesOf).join(""),
  };
}

const keyOf = (labels: Sample["labels"]) => JSON.stringify(Object.entries(labels));

function linesOf({ name, about, kind, read }: Measure): string {
  let found: readonly Sample[] | number;
  try {
    found = read();
  } catch {
    return "";
  }
  const samples = typeof found === "number" ? [{ labels: {}, value: found }] : found;
  const lines = samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}\n`);
  return `# HELP ${name} ${escaped(about)}\n# TYPE ${name} ${kind}\n${lines.join("")}`;
}

function labelsOf(labels: Sample["labels"]): string {
  const all = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value).replaceAll('"', '\\"')}"`);
  return all.length === 0 ? "" : `{${all.join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

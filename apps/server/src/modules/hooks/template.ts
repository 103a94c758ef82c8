const valueChars = 10_000;
const textChars = 50_000;

/**
 * A template with the words of an event in it: `{{a.b[0]}}` is what stands there; nothing where nothing does. Names are
 * looked up and nothing is run; what was put in is not looked at again.
 */
export function fill(template: string, event: unknown): string {
  return template
    .replaceAll(/\{\{\s*([\w.[\]-]{1,200})\s*\}\}/g, (_whole, path: string) => textOf(valueAt(event, path)))
    .slice(0, textChars)
    .toWellFormed();
}

function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const name of path.replaceAll(/\[(\d+)\]/g, ".$1").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, valueChars);
}

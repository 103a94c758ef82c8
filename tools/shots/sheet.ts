import type { Shot } from "./shoot.ts";

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** One page of all pictures: a row for each scene and language, filtered by what is typed. No network, no script of others. */
export function sheet(shots: readonly Shot[]): string {
  const names = [...new Set(shots.map((shot) => shot.scene.name))];
  const rows = names.flatMap((name) =>
    (["en", "es"] as const).map((language) => {
      const own = shots
        .filter((shot) => shot.scene.name === name && shot.language === language)
        .sort((one, other) => other.width - one.width || other.theme.localeCompare(one.theme));
      return own.length === 0 ? "" : row(name, language, own);
    }),
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Parley, every screen by every state</title>
<style>
  body { font: 14px/20px system-ui, sans-serif; margin: 0; background: #eee; color: #222; }
  header { position: sticky; top: 0; background: #fff; padding: 12px 24px; display: flex; gap: 16px; z-index: 1; }
  input { font: inherit; padding: 4px 8px; width: 240px; }
  section { padding: 16px 24px; }
  h2 { font-size: 15px; margin: 0 0 8px; } h2 small { font-weight: 400; color: #666; }
  .fault { color: #b00020; }
  .shots { display: flex; gap: 12px; align-items: flex-start; overflow-x: auto; }
  img { background: #fff; border: 1px solid #ccc; height: 400px; width: auto; }
</style>
<header><strong>${names.length} scenes</strong><input type="search" placeholder="Scene, language" aria-label="Show only">
<span>A click opens the picture as it is.</span></header>
${rows.join("\n")}
<script>
  const field = document.querySelector("input");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\\s+/);
    for (const section of document.querySelectorAll("section"))
      section.hidden = !words.every((word) => section.dataset.words.includes(word));
  });
</script>
</html>
`;
}

function row(name: string, language: string, shots: readonly Shot[]): string {
  const [first] = shots;
  if (first === undefined) return "";
  const pictures = shots.map(
    ({ file, width, theme }) =>
      `<a href="${escaped(file)}"><img loading="lazy" src="${escaped(file)}" alt="${escaped(name)}, ${width} px, ${theme}"></a>`,
  );
  const fault = shots.find((shot) => shot.fault !== null)?.fault;
  return `<section data-words="${escaped(`${name} ${language}`)}"><h2>${escaped(name)} <small>${language} · ${escaped(first.scene.route)}</small></h2>
${fault ? `<p class="fault">${escaped(fault)}</p>` : ""}<div class="shots">${pictures.join("")}</div></section>`;
}

import type { KnipConfig } from "knip";

/** What stands in a stylesheet as imports, so that fonts and Tailwind are seen in use. */
const css = (text: string) =>
  [...text.matchAll(/(?:@import|url\()\s*["']([^"']+)["']/g)].map(([, path]) => `import "${path}";`).join("\n");

const config: KnipConfig = {
  "ignoreExportsUsedInFile": {
    "interface": true,
    "type": true,
  },
  "ignoreDependencies": ["@biomejs/biome"],
  "ignoreBinaries": ["ip", "openssl", "redis-server", "turnserver", "unshare"],
  "workspaces": {
    ".": {
      "entry": [
        "tools/*.mjs",
        "tools/check/main.ts",
        "tools/test/main.ts",
        "tools/generate/main.ts",
        "tools/shots/main.ts",
        "e2e/**/*.spec.ts",
        "bench/main.ts",
      ],
      "project": ["tools/**/*.{ts,mjs}", "e2e/**/*.ts", "bench/**/*.ts"],
    },
    "packages/*": {
      "entry": ["src/index.ts"],
      "project": ["src/**/*.ts"],
    },
    "apps/server": {
      "entry": ["src/main.ts", "src/**/testing/killed-*.ts", "stack/*.ts"],
      "project": ["src/**/*.ts", "stack/**/*.ts"],
    },
    "apps/cli": {
      "entry": ["src/main.ts"],
      "project": ["src/**/*.ts"],
    },
    "apps/web": {
      "entry": [
        "src/main.tsx",
        "src/worker/service-worker.ts",
        "src/**/strings/es.ts",
        "vite.config.ts",
        "dev/stage.tsx",
        "dev/vite.config.ts",
      ],
      "project": ["src/**/*.{ts,tsx,css}", "vite/**/*.ts", "dev/**/*.{ts,tsx}"],
    },
  },
};

export default { ...config, compilers: { css } };

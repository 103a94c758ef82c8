import type { Scene } from "./scene.ts";

/** The pages of the settings. */
export const settingsScenes: readonly Scene[] = [
  { name: "settings", route: "/settings", path: "/settings" },
  ...["profile", "password", "recovery", "devices", "appearance", "about", "invitations", "notifications"].map(
    (page) => ({
      name: `settings-${page}`,
      route: "/settings/$page",
      path: `/settings/${page}`,
    }),
  ),
  { name: "settings-invitations-none", route: "/settings/$page", path: "/settings/invitations?list=empty" },
  { name: "settings-unknown", route: "/settings/$page", path: "/settings/nowhere" },
  { name: "settings-models", route: "/settings/$page", path: "/settings/models" },
  { name: "settings-models-none", route: "/settings/$page", path: "/settings/models?agents=none" },
  {
    name: "settings-models-add",
    route: "/settings/$page",
    path: "/settings/models?agents=none",
    act: (screen) => screen.click("main button >> nth=-2"),
  },
  {
    name: "settings-models-local",
    route: "/settings/$page",
    path: "/settings/models?agents=none",
    act: (screen) => screen.click("main button >> nth=-1"),
  },
  {
    name: "settings-models-tested",
    route: "/settings/$page",
    path: "/settings/models",
    act: (screen) => screen.click("main article >> nth=1 >> li button"),
  },
  { name: "settings-programs", route: "/settings/$page", path: "/settings/programs" },
  { name: "settings-programs-none", route: "/settings/$page", path: "/settings/programs?programs=none" },
  { name: "settings-programs-long", route: "/settings/$page", path: "/settings/programs?names=long" },
  {
    name: "settings-programs-create",
    route: "/settings/$page",
    path: "/settings/programs",
    act: (screen) => screen.click("main button:has(svg.lucide-plus)"),
  },
  {
    name: "settings-programs-made",
    route: "/settings/$page",
    path: "/settings/programs",
    act: async (screen) => {
      await screen.click("main button:has(svg.lucide-plus)");
      await screen.fill("[role=dialog] input[maxlength]", "laptop");
      await screen.click("[role=dialog] button[type=submit]");
    },
  },
  { name: "settings-usage", route: "/settings/$page", path: "/settings/usage" },
  { name: "settings-usage-none", route: "/settings/$page", path: "/settings/usage?usage=none" },
  {
    name: "settings-usage-unpriced",
    route: "/settings/$page",
    path: "/settings/usage?usage=unpriced&names=long",
    act: async (screen) => {
      await screen.click("main fieldset label >> nth=1");
      await screen.click("main details summary");
    },
  },
  { name: "settings-usage-limits", route: "/settings/$page", path: "/settings/usage?usage=limits" },
  {
    name: "settings-usage-change",
    route: "/settings/$page",
    path: "/settings/usage?usage=limits",
    act: (screen) => screen.click("main section >> nth=-1 >> button >> nth=1"),
  },
  { name: "settings-allowed", route: "/settings/$page", path: "/settings/allowed" },
  { name: "settings-allowed-none", route: "/settings/$page", path: "/settings/allowed?allowed=none" },
  { name: "settings-allowed-long", route: "/settings/$page", path: "/settings/allowed?names=long" },
  { name: "settings-log", route: "/settings/$page", path: "/settings/log" },
  { name: "settings-log-empty", route: "/settings/$page", path: "/settings/log?log=empty" },
  { name: "settings-log-long", route: "/settings/$page", path: "/settings/log?names=long" },
  {
    name: "settings-log-found",
    route: "/settings/$page",
    path: "/settings/log",
    act: (screen) => screen.fill("main input[type=search]", "library greet"),
  },
  {
    name: "settings-log-none",
    route: "/settings/$page",
    path: "/settings/log",
    act: (screen) => screen.fill("main input[type=search]", "zebra"),
  },
  { name: "settings-gateway", route: "/settings/$page", path: "/settings/gateway" },
  { name: "settings-gateway-none", route: "/settings/$page", path: "/settings/gateway?gateway=none" },
  { name: "settings-gateway-invalid", route: "/settings/$page", path: "/settings/gateway?gateway=invalid" },
  { name: "settings-gateway-gone", route: "/settings/$page", path: "/settings/gateway?server=none" },
  {
    name: "settings-gateway-loading",
    route: "/settings/$page",
    path: "/settings/gateway?latency=60000",
    loading: true,
  },
  {
    name: "settings-gateway-changed",
    route: "/settings/$page",
    path: "/settings/gateway",
    act: (screen) => screen.fill("main input[inputmode=numeric] >> nth=0", "99999"),
  },
  {
    name: "settings-gateway-saved",
    route: "/settings/$page",
    path: "/settings/gateway",
    act: async (screen) => {
      await screen.fill("main input[inputmode=numeric] >> nth=0", "9000");
      await screen.click("main .sticky button >> nth=-1");
    },
  },
  {
    name: "settings-gateway-text",
    route: "/settings/$page",
    path: "/settings/gateway",
    act: (screen) => screen.click("main fieldset label >> nth=1"),
  },
  {
    name: "settings-gateway-faults",
    route: "/settings/$page",
    path: "/settings/gateway",
    act: async (screen) => {
      await screen.click("main fieldset label >> nth=1");
      await screen.fill("main textarea", "// ours\n{\n  port: 99999,\n  prot: 1,\n}\n");
    },
  },
  {
    name: "settings-gateway-conflict",
    route: "/settings/$page",
    path: "/settings/gateway?gateway=conflict",
    act: async (screen) => {
      await screen.fill("main input[inputmode=numeric] >> nth=0", "9000");
      await screen.click("main .sticky button >> nth=-1");
    },
  },
];

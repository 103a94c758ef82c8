export { openModel } from "./open-model.ts";
export type { ModelSettings, ProviderPorts, ProviderSettings } from "./settings.ts";

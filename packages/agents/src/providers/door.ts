export { openModel } from "./open-model.ts";
export type {
  LocalEngine,
  LocalPiece,
  LocalQuestion,
  LocalTurn,
  ModelSettings,
  ProviderPorts,
  ProviderSettings,
} from "./settings.ts";

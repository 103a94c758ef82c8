export { ModelsSettings } from "./ui/ModelsSettings.tsx";

export { UsageSettings } from "./ui/UsageSettings.tsx";

export { ProgramsSettings } from "./ui/ProgramsSettings.tsx";

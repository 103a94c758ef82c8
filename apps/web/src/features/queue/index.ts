export { QueueDialog } from "./ui/QueueDialog.tsx";

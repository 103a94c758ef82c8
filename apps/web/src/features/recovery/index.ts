export { RecoveryPage } from "./ui/RecoveryPage.tsx";

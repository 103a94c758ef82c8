export { LogSettings } from "./ui/LogSettings.tsx";
export { MembershipSettings } from "./ui/MembershipSettings.tsx";
export { StatusPage } from "./ui/StatusPage.tsx";

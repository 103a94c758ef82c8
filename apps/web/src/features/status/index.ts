export { MembershipSettings } from "./ui/MembershipSettings.tsx";
export { StatusPage } from "./ui/StatusPage.tsx";

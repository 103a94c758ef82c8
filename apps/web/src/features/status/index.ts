export { LogSettings } from "./ui/LogSettings.tsx";
export { MembershipSettings } from "./ui/MembershipSettings.tsx";
export { SignedInPage } from "./ui/SignedInPage.tsx";
export { StatusPage } from "./ui/StatusPage.tsx";

export { InviteDialog } from "./ui/InviteDialog.tsx";
export { InvitesSettings } from "./ui/InvitesSettings.tsx";

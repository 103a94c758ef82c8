export { ConfirmedPage } from "./ui/ConfirmedPage.tsx";
export { ElsewherePage } from "./ui/elsewhere/ElsewherePage.tsx";
export { HomeserverPage } from "./ui/elsewhere/HomeserverPage.tsx";
export { ReturnPage } from "./ui/elsewhere/ReturnPage.tsx";
export { InvitePage } from "./ui/InvitePage.tsx";
export { SetUpPage } from "./ui/SetUpPage.tsx";
export { SignInPage } from "./ui/SignInPage.tsx";

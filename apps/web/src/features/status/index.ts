export { StatusPage } from "./ui/StatusPage.tsx";

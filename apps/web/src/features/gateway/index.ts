export { GatewaySettings } from "./ui/GatewaySettings.tsx";

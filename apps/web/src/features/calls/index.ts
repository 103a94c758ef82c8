export { type CurrentCall, createCurrentCall, type Going, isOver, type PrepareCall } from "./model/current-call.ts";
export { CallReturn, tellNextTab, useLeaveWithPage } from "./ui/CallReturn.tsx";
export { CurrentCallContext } from "./ui/current.ts";
export { CallsSettings, loadOwnDevices } from "./ui/devices/lazy.ts";
export { FloatingCall } from "./ui/floating/FloatingCall.tsx";
export { MiniCall } from "./ui/MiniCall.tsx";
export { Rings } from "./ui/ringing/Rings.tsx";
export { callSlots } from "./ui/slots.tsx";
export { useKeptMicrophone } from "./ui/use-kept-microphone.ts";

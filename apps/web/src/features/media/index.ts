export { mediaSlots } from "./ui/slots.tsx";

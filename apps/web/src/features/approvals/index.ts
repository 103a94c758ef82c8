export { approvalsOf } from "./model/open-questions.ts";
export { ApprovalCards } from "./ui/ApprovalCards.tsx";
export { AllowedSettings } from "./ui/lazy.ts";

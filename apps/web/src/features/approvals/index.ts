export { approvalsOf } from "./model/open-questions.ts";
export { ApprovalCards } from "./ui/ApprovalCards.tsx";

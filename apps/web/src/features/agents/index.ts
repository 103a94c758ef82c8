export { AgentRows } from "./ui/AgentRows.tsx";
export { AgentSide } from "./ui/AgentSide.tsx";
export { AgentsPage } from "./ui/AgentsPage.tsx";
export { RunPanel } from "./ui/RunPanel.tsx";
export { TalkPage } from "./ui/TalkPage.tsx";

export const en = {
  close: "Close",
  showPassword: "Show password",
  hidePassword: "Hide password",
  agent: "agent",
  dismiss: "Dismiss",
  notifications: "Notifications",
  remove: "Remove",
} as const;

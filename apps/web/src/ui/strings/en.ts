export const en = {
  close: "Close",
  showPassword: "Show password",
  hidePassword: "Hide password",
  agent: "agent",
  dismiss: "Dismiss",
  notifications: "Notifications",
  remove: "Remove",
  partMissing:
    "This could not be loaded. Check the connection and press again; if that does not help, reload the page.",
} as const;

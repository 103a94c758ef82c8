export const en = { attach: "Attach files", choose: "Choose files", camera: "Take a photo or a video" } as const;

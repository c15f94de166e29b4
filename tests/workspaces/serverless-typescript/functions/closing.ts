export const closing = {
  handler: "src/closing.announce",
  memorySize: 256,
  events: [{ schedule: "cron(45 16 * * ? *)" }],
};

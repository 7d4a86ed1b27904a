// Runs the emulator: node serve.js PORT
const TelegramServer = require("telegram-test-api");

// It leaves promises without a handler when a webhook fails.
process.on("unhandledRejection", () => {});
const server = new TelegramServer({ port: Number(process.argv[2]), host: "127.0.0.1", storeTimeout: 86400 });
server.start();

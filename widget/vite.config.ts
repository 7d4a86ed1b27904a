import { defineConfig } from "vitest/config";

// The loader is the entry under its fixed name; what it loads has its content's hash in the name,
// so the server may let browsers keep it for ever.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../limber/channels/static",
    emptyOutDir: true,
    target: "es2021",
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      input: "src/loader.ts",
      output: {
        entryFileNames: "limber-chat.js",
        chunkFileNames: "widget/[name]-[hash].js",
      },
    },
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});

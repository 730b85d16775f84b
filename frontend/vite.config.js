// One bundle for every page: Django finds the hashed names in dist/manifest.json.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    assetsDir: "built",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome107", "safari16", "firefox104"],
    rollupOptions: { input: "src/main.js" },
  },
});

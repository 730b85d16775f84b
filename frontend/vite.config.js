// One bundle for every page: Django finds the hashed names in dist/manifest.json.
import { copyFile, mkdir } from "node:fs/promises";
import { defineConfig } from "vite";

// What is printed is set in these: read by the server, never sent to a browser (prepare.py leaves them out).
const FONTS = ["fonts/NotoSansHans-Regular.otf", "fonts/NotoSansHans-Bold.otf", "LICENSE"];
const fonts = {
  name: "fonts-for-paper",
  async closeBundle() {
    await mkdir("dist/fonts", { recursive: true });
    await Promise.all(FONTS.map((file) => copyFile(`node_modules/@embedpdf/fonts-sc/${file}`, `dist/fonts/${file.split("/").pop()}`)));
  },
};

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [fonts],
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
